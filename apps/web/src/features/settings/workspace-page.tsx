import { t } from '@lingui/core/macro'
import { Page } from '../../components/page.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { NameCard } from './name-card.tsx'
import { PlanCard } from './plan-card.tsx'
import { useTenant } from './tenant-requests.ts'

/** The name of the tenant, and its plan. */
export function WorkspacePage({ onChanged }: { onChanged: () => Promise<unknown> }) {
  const tenant = useTenant()
  const { data, refetch } = tenant
  return (
    <Page title={t`Workspace`}>
      <QueryState query={tenant} label={t`Loading the workspace…`} />
      {data && (
        <>
          <NameCard tenant={data} onChanged={onChanged} onReload={refetch} />
          <PlanCard tenant={data} />
        </>
      )}
    </Page>
  )
}
