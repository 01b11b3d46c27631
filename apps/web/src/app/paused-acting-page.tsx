import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../components/button.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { useOperator } from '../features/operator/operator-context.ts'
import type { Paused } from '../features/operator/paused-acting.ts'
import { CodeForm } from '../features/session/code-form.tsx'
import { formatMoment } from '../lib/dates.ts'
import { isProblem } from '../lib/problem-error.ts'
import { LonePage } from './lone-page.tsx'

/** After a reload while an operator acts for an owner: instead of any page, which would be of the operator's own tenant. */
export function PausedActingPage({ paused: { tenant, endsAt } }: { paused: Paused }) {
  const operator = useOperator()
  const navigate = useNavigate()
  const { name } = tenant
  const until = formatMoment(endsAt)
  const leave = async () => {
    await navigate({ to: '/operator/tenants/$tenantId', params: { tenantId: tenant.id } })
    operator.leave()
  }
  const resuming = useMutation({
    mutationFn: operator.resume,
    // The code was right, and it has ended meanwhile: the console, which is open now, says who acts.
    onError: error => (isProblem(error, 'not-found') ? leave() : undefined),
  })
  return (
    <LonePage>
      <PageHeading title={t`Continue in ${name}`}>{t`Continue in ${name}?`}</PageHeading>
      <p className="text-ink-soft">
        <Trans>
          You act for an owner of {name} until {until}. The reload of this page has closed the operator console: its
          access is kept in memory only. Enter a code of your second factor to go on where you were.
        </Trans>
      </p>
      <CodeForm
        request={resuming}
        onCode={code => resuming.mutate(code)}
        submitLabel={t`Continue`}
        pendingLabel={t`Opening…`}
      >
        <Button look="quiet" onPress={leave}>
          {t`Stop, and show the tenant in the console`}
        </Button>
      </CodeForm>
    </LonePage>
  )
}
