import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Page } from '../../components/page.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { ColorCard } from './color-card.tsx'
import { LogoCard } from './logo-card.tsx'
import { useTenant } from './tenant-requests.ts'

/** What members see after they have signed in, and visitors of the tenant's own domains before. */
export function BrandingPage({ onChanged }: { onChanged: () => Promise<unknown> }) {
  const tenant = useTenant()
  const { data, refetch } = tenant
  return (
    <Page
      title={t`Branding`}
      intro={<Trans>Members see it once they have signed in, and visitors of your own domains before.</Trans>}
    >
      <QueryState query={tenant} label={t`Loading the branding…`} />
      {data && (
        <>
          <LogoCard onChanged={onChanged} />
          <ColorCard tenant={data} onChanged={onChanged} onReload={refetch} />
        </>
      )}
    </Page>
  )
}
