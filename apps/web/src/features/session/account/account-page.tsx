import { t } from '@lingui/core/macro'
import { Page } from '../../../components/page.tsx'
import { Memberships } from './memberships-card.tsx'
import { Profile } from './profile.tsx'
import { SecondFactorCard } from './second-factor-card.tsx'
import { Sessions } from './sessions-card.tsx'

/** The settings of the person, which are the same in every tenant. */
export function AccountPage() {
  return (
    <Page title={t`Account`}>
      <Profile />
      <SecondFactorCard />
      <Sessions />
      <Memberships />
    </Page>
  )
}
