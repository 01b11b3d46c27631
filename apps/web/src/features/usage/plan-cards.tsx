import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { limitClasses, type ResponseOf, type Tier, tenantLimits } from '@palisade/contracts'
import { Card, CardBody } from '../../components/card.tsx'
import { PlanMaxima } from '../../components/plan-maxima.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { formatMoment } from '../../lib/dates.ts'
import { limitNameOf } from '../../lib/limit-names.ts'
import { formatNumber } from '../../lib/numbers.ts'

type Plan = ResponseOf<'tenant.read'>

/** The plan of the tenant, and what is left of its limits. */
export function PlanCards({ plan }: { plan: Plan }) {
  return (
    <>
      <Card title={t`Plan`}>
        <CardBody>
          <PlanMaxima
            maxima={plan.maxima}
            before={[
              [t`Tenant`, plan.name],
              [t`Plan`, <span key="plan">{plan.tier}</span>],
            ]}
          />
        </CardBody>
      </Card>
      {plan.limits.map(limit => (
        <LimitCard key={limit.name} limit={limit} tier={plan.tier} />
      ))}
      <Prices />
    </>
  )
}

function Prices() {
  return (
    <p className="text-sm text-ink-soft">
      <Trans>
        Reading costs {limitClasses.read.cost} unit, writing {limitClasses.write.cost}, searching{' '}
        {limitClasses.search.cost}, a report or an export {limitClasses.report.cost}, and an import{' '}
        {limitClasses.upload.cost}.
      </Trans>
    </p>
  )
}

/** A token bucket, which refills continuously, holds less than the units of a minute. */
export function LimitCard({ limit: { name, limit, remaining, resetsAt }, tier }: LimitCardProps) {
  const title = limitNameOf(name)
  const isBucket = name === 'tenant'
  const capacity = isBucket ? tenantLimits[tier].burst : limit
  const used = Math.max(0, capacity - remaining)
  return (
    <Card title={title}>
      <CardBody className="gap-2">
        <ProgressBar label={title} value={used} max={capacity} />
        <p>
          <Trans>
            {formatNumber(used)} of {formatNumber(capacity)} units used, {formatNumber(remaining)} left
          </Trans>
        </p>
        <p className="text-sm text-ink-faint">
          {isBucket
            ? t`${formatNumber(limit)} units are added each minute`
            : t`Full again on ${formatMoment(resetsAt)}`}
        </p>
      </CardBody>
    </Card>
  )
}

type LimitCardProps = { limit: Plan['limits'][number]; tier: Tier }
