import { t } from '@lingui/core/macro'
import { endpoints, type ResponseOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { ButtonRow } from '../../components/button-row.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { Field } from '../../components/field.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { formatMoment } from '../../lib/dates.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useOperator } from './operator-context.ts'
import { useEndImpersonation } from './operator-queries.ts'

type Tenant = ResponseOf<'operator.tenant'>

const { reason: reasonText } = endpoints['impersonations.start'].request.body.properties

/** Whether an owner allows operators to act in the tenant, and which operators do. */
export function SupportCard({ tenant, onActing }: { tenant: Tenant; onActing: () => void }) {
  const operator = useOperator()
  const starting = useMutation({
    mutationFn: (reason: string) => operator.act(tenant.id, reason),
    onSuccess: onActing,
  })
  const { supportAccess, impersonations, name } = tenant
  return (
    <Card title={t`Support access`}>
      <CardBody>
        {supportAccess ? (
          <>
            <p>{t`An owner allows operators to act in ${name} until ${formatMoment(supportAccess.until)}.`}</p>
            <RequestForm request={starting} onSubmit={textOf => starting.mutate(textOf('/reason'))}>
              <Field
                {...fieldOf('/reason')}
                {...constraintsOf(reasonText)}
                autoComplete="off"
                description={t`The owners of the tenant see this reason`}
              />
              <Button type="submit" look="primary" className="self-start" isPending={starting.isPending}>
                {t`Act in ${name}`}
              </Button>
            </RequestForm>
          </>
        ) : (
          <p className="text-ink-soft">{t`No owner allows support access now. An owner can allow it at Settings, Support access.`}</p>
        )}
        {impersonations.length > 0 && <OpenImpersonations open={impersonations} />}
      </CardBody>
    </Card>
  )
}

function OpenImpersonations({ open }: { open: Tenant['impersonations'] }) {
  const ending = useEndImpersonation()
  return (
    <>
      {ending.error && <ProblemNotice key={ending.submittedAt} error={ending.error} takesFocus />}
      <ul aria-label={t`Operators acting now`} className="flex flex-col gap-2">
        {open.map(({ id, operatorId, reason, startedAt }) => (
          <li key={id}>
            <ButtonRow className="justify-between">
              <span className="min-w-0 wrap-anywhere">
                {t`Operator ${operatorId.slice(-12)} since ${formatMoment(startedAt)}: ${reason}`}
              </span>
              <Button onPress={() => ending.mutate(id)} isPending={ending.isPending && ending.variables === id}>
                {t`End`}
              </Button>
            </ButtonRow>
          </li>
        ))}
      </ul>
    </>
  )
}
