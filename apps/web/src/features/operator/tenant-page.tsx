import { t } from '@lingui/core/macro'
import { endpoints, type ResponseOf, type Tier, tiers } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { Facts } from '../../components/facts.tsx'
import { Field } from '../../components/field.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { formatMoment } from '../../lib/dates.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { limitNameOf } from '../../lib/limit-names.ts'
import { formatNumber } from '../../lib/numbers.ts'
import { useChangeTenant, useOperatedTenant } from './operator-queries.ts'
import { stateName } from './state-name.ts'
import { SupportCard } from './support-card.tsx'

type Tenant = ResponseOf<'operator.tenant'>

/** `limitNameOf` speaks to people of the tenant, about their workspace. */
const limitNames = (): Readonly<Record<string, string>> => ({
  tenant: t`Requests by the minute`,
  quota: t`Requests by the month`,
})

const { reason: reasonText } = endpoints['operator.change-tenant'].request.body.properties

/** One tenant, as operators see it: without its data. */
export function TenantPage({ tenantId, onActing }: { tenantId: string; onActing: () => void }) {
  const tenant = useOperatedTenant(tenantId)
  const { data } = tenant
  return (
    <Page title={data?.name ?? t`Tenant`}>
      <QueryState query={tenant} label={t`Loading the tenant…`} rows={6} />
      {data && (
        <>
          <FactsCard tenant={data} />
          <SupportCard tenant={data} onActing={onActing} />
          <PlanCard key={data.tier} tenant={data} />
          <StateCard tenant={data} />
        </>
      )}
    </Page>
  )
}

function FactsCard({ tenant }: { tenant: Tenant }) {
  const { slug, tier, state, members, lastDay, limits, domains, createdAt } = tenant
  return (
    <Card title={t`Details`}>
      <CardBody>
        <Facts
          facts={[
            [t`Short name`, slug],
            [t`Plan`, tier],
            [t`State`, stateName(state)],
            [t`Members`, formatNumber(members)],
            [t`Since`, formatMoment(createdAt)],
            [t`Requests in the last 24 hours`, describeDay(lastDay)],
            ...limits.map(
              ({ name, limit, remaining }) =>
                [
                  limitNames()[name] ?? limitNameOf(name),
                  t`${formatNumber(remaining)} of ${formatNumber(limit)} units left`,
                ] as const,
            ),
            [
              t`Domains`,
              domains.map(({ origin, verified }) => `${origin}${verified ? '' : ` ${t`(not verified)`}`}`).join(', ') ||
                t`None`,
            ],
          ]}
        />
      </CardBody>
    </Card>
  )
}

function describeDay({ requests, unauthenticated, forbidden, limited }: Tenant['lastDay']): string {
  const refused = formatNumber(unauthenticated + forbidden + limited)
  return t`${formatNumber(requests)}, of which ${refused} refused`
}

/** Each change needs a reason, which the tenant does not see. */
function ReasonField() {
  return <Field {...fieldOf('/reason')} {...constraintsOf(reasonText)} autoComplete="off" />
}

function PlanCard({ tenant }: { tenant: Tenant }) {
  const change = useChangeTenant(tenant.id)
  const [tier, setTier] = useState<Tier>(tenant.tier)
  return (
    <Card title={t`Plan`}>
      <CardBody>
        <RequestForm request={change} onSubmit={textOf => change.mutate({ tier, reason: textOf('/reason') })}>
          <SelectField label={t`Plan`} options={tiers} value={tier} onChange={setTier} />
          <ReasonField />
          <Button type="submit" className="self-start" isPending={change.isPending}>
            {t`Change the plan`}
          </Button>
        </RequestForm>
      </CardBody>
    </Card>
  )
}

function StateCard({ tenant: { id, name, state } }: { tenant: Tenant }) {
  const change = useChangeTenant(id)
  const isSuspended = state === 'suspended'
  const next = isSuspended ? 'active' : 'suspended'
  if (state === 'erasing') return null
  return (
    <Card title={isSuspended ? t`Resume` : t`Suspend`}>
      <CardBody>
        {change.isSuccess && (
          <Notice
            key={change.submittedAt}
            tone="info"
            title={isSuspended ? t`${name} is suspended` : t`${name} is active again`}
            takesFocus
          />
        )}
        <p className="text-ink-soft">
          {isSuspended
            ? t`The tenant can use the API again at once.`
            : t`The API refuses all requests of the tenant at once. Its data stays.`}
        </p>
        <RequestForm
          key={state}
          request={change}
          onSubmit={textOf => change.mutate({ state: next, reason: textOf('/reason') })}
        >
          <ReasonField />
          <Button
            type="submit"
            look={isSuspended ? 'secondary' : 'danger'}
            className="self-start"
            isPending={change.isPending}
          >
            {isSuspended ? t`Resume the tenant` : t`Suspend the tenant`}
          </Button>
        </RequestForm>
      </CardBody>
    </Card>
  )
}
