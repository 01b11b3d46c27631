import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ResponseOf, supportAccessHours } from '@palisade/contracts'
import { AdminHostNotice } from '../../components/admin-host-notice.tsx'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { CardList, CardRow } from '../../components/card-list.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Field } from '../../components/field.tsx'
import { HiddenWhile } from '../../components/hidden-while.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { isOnAdminHost } from '../../lib/admin-host.ts'
import { formatMoment } from '../../lib/dates.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { useMay } from '../../lib/signed-in-user.ts'
import type { StepUp } from '../../lib/step-up.ts'
import { type SupportRequest, useSupportAccess, useSupportAction } from './support-access-requests.ts'

type Access = ResponseOf<'support-access.read'>

const { shortest, longest } = supportAccessHours

/** An owner allows operators of the platform to act in the tenant, and sees when they did. */
export function SupportAccessPage({ StepUp }: { StepUp: StepUp }) {
  const mayAllow = useMay('tenant:own')
  const access = useSupportAccess()
  const { data } = access
  const request = useSupportAction()
  const refused = isProblem(request.error, 'stronger-sign-in-required') ? request.variables : undefined
  const cancel = () => {
    request.reset()
    focusPageHeading()
  }
  return (
    <Page title={t`Support access`}>
      {refused && <StepUp onVerified={() => request.mutate(refused)} onCancel={cancel} />}
      {request.isSuccess && (
        <Notice key={request.submittedAt} tone="info" title={doneWords()[request.variables.what]} takesFocus />
      )}
      <QueryState query={access} label={t`Loading…`} />
      {data && (
        <HiddenWhile isHidden={refused !== undefined}>
          {isOnAdminHost('tenant:own') && (
            <AdminHostNotice purpose={t`allow or end support access`} path="/settings/support-access" />
          )}
          <PermissionCard access={data} request={request} mayAllow={mayAllow} />
          <HistoryCard impersonations={data.impersonations} />
        </HiddenWhile>
      )}
    </Page>
  )
}

const doneWords = () => ({ allow: t`Support access is allowed`, end: t`Support access has ended` })

type PermissionProps = { access: Access; request: SupportRequest; mayAllow: boolean }

function PermissionCard({ access: { allowed }, request, mayAllow }: PermissionProps) {
  return (
    <Card title={t`Permission`}>
      <CardBody>
        <p className="text-ink-soft">
          <Trans>
            An operator of the platform can then read and create orders and change their status, on behalf of the owner
            who allows it. Members, keys, ownership, domains and the audit log stay closed. The audit log records each
            change with the operator’s id.
          </Trans>
        </p>
        <p className="font-semibold">
          {allowed ? t`Allowed until ${formatMoment(allowed.until)}` : t`No operator can act here now`}
        </p>
        {allowed && mayAllow && (
          <Button
            look="danger"
            className="self-start"
            isPending={request.isPending}
            onPress={() => request.mutate({ what: 'end' })}
          >
            {t`End support access`}
          </Button>
        )}
        {mayAllow && !allowed && (
          <RequestForm
            request={request}
            className="max-w-xs gap-4"
            onSubmit={textOf => request.mutate({ what: 'allow', forHours: Number(textOf('/forHours')) })}
          >
            <Field
              {...fieldOf('/forHours')}
              inputMode="numeric"
              defaultValue="4"
              isRequired
              pattern="[0-9]+"
              description={t`From ${shortest} to ${longest}`}
              advice={t`Enter a number from ${shortest} to ${longest}`}
            />
            <Button type="submit" look="primary" className="self-start" isPending={request.isPending}>
              {t`Allow support access`}
            </Button>
          </RequestForm>
        )}
      </CardBody>
    </Card>
  )
}

function HistoryCard({ impersonations }: Pick<Access, 'impersonations'>) {
  return (
    <Card title={t`When operators acted here`}>
      {impersonations.length === 0 && <EmptyState title={t`No operator has acted here`} />}
      <CardList label={t`When operators acted here`}>
        {impersonations.map(({ id, operatorId, reason, startedAt, endedAt }) => (
          <CardRow key={id}>
            <p className="wrap-anywhere">{reason}</p>
            <p className="text-sm text-ink-soft">
              {t`Operator ${operatorId.slice(-12)}`} · {formatMoment(startedAt)} –{' '}
              {endedAt ? formatMoment(endedAt) : t`now`}
            </p>
          </CardRow>
        ))}
      </CardList>
    </Card>
  )
}
