import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { stepUpWithinMs } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Outlet, useNavigate } from '@tanstack/react-router'
import { AdminHostNotice } from '../components/admin-host-notice.tsx'
import { Button } from '../components/button.tsx'
import { Page } from '../components/page.tsx'
import { PageTabs } from '../components/page-tabs.tsx'
import { useIsConsoleOpen, useOperator } from '../features/operator/operator-context.ts'
import { OperatorLogPage } from '../features/operator/operator-log-page.tsx'
import { SecurityPage } from '../features/operator/security-page.tsx'
import { TenantPage } from '../features/operator/tenant-page.tsx'
import { TenantsPage } from '../features/operator/tenants-page.tsx'
import { CodeForm } from '../features/session/code-form.tsx'
import { adminOrigin } from '../lib/admin-host.ts'
import { formatWait } from '../lib/format-wait.ts'

export { OperatorLogPage as OperatorLogRoute, SecurityPage as SecurityRoute, TenantsPage as TenantsRoute }

const tenantRoute = getRouteApi('/signed-in/operator/operator/tenants/$tenantId')

export function OperatedTenantRoute() {
  const { tenantId } = tenantRoute.useParams()
  const navigate = useNavigate()
  return <TenantPage key={tenantId} tenantId={tenantId} onActing={() => navigate({ to: '/orders' })} />
}

const pages = () =>
  [
    { to: '/operator', label: t`Tenants` },
    { to: '/operator/security', label: t`Security` },
    { to: '/operator/log', label: t`Operator log` },
  ] as const

/** The pages of the console share a navigation of their own. They open with a code. */
export function OperatorLayout() {
  const isOpen = useIsConsoleOpen()
  const operator = useOperator()
  if (adminOrigin) return <Elsewhere />
  if (!isOpen) return <Entrance />
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageTabs
        label={t`Operator console`}
        pages={pages()}
        aside={
          <Button look="quiet" className="-mx-4" onPress={operator.close}>
            {t`Close the console`}
          </Button>
        }
      />
      <Outlet />
    </div>
  )
}

function Elsewhere() {
  return (
    <Page title={t`Operator console`}>
      <AdminHostNotice purpose={t`open the operator console`} path="/operator" />
    </Page>
  )
}

function Entrance() {
  const operator = useOperator()
  const entering = useMutation({ mutationFn: operator.enter })
  return (
    <Page
      title={t`Operator console`}
      width="form"
      intro={
        <Trans>
          Enter a code of your second factor. The console then stays open for {formatWait(stepUpWithinMs / 1_000)}, in
          this tab and until you reload the page.
        </Trans>
      }
    >
      <CodeForm
        request={entering}
        onCode={code => entering.mutate(code)}
        submitLabel={t`Open the console`}
        pendingLabel={t`Opening…`}
      >
        {null}
      </CodeForm>
    </Page>
  )
}
