import { PageHeading } from '../../../components/page-heading.tsx'
import { Memberships } from './memberships-card.tsx'
import { Profile } from './profile.tsx'
import { SecondFactorCard } from './second-factor-card.tsx'
import { Sessions } from './sessions-card.tsx'

/** What belongs to the person, whichever tenant they work in. */
export function AccountPage() {
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <PageHeading title="Account">Account</PageHeading>
      <Profile />
      <SecondFactorCard />
      <Sessions />
      <Memberships />
    </div>
  )
}
