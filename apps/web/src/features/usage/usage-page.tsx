import { limitClasses, type ResponseOf, type Tier, tenantLimits } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { Card } from '../../components/card.tsx'
import { Facts } from '../../components/facts.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { formatMoment } from '../../lib/dates.ts'
import { limitNameOf } from '../../lib/limit-names.ts'
import { formatNumber } from '../../lib/numbers.ts'
import { dataOf } from '../../lib/problem-error.ts'

type Limit = ResponseOf<'tenant.read'>['limits'][number]

/** The plan of the tenant, and what is left of its limits. */
export function UsagePage() {
  const client = useClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['usage'],
    queryFn: ({ signal }) => dataOf(client('tenant.read', {}, { signal })),
  })
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <PageHeading title="Usage">Usage</PageHeading>
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      {!data && !error && <Loading label="Loading usage…" />}
      {data && (
        <>
          <Card title="Plan">
            <div className="px-5 py-4 sm:px-6">
              <Facts
                facts={[
                  ['Tenant', data.name],
                  ['Plan', <span key="plan">{data.tier}</span>],
                ]}
              />
            </div>
          </Card>
          {data.limits.map(limit => (
            <LimitCard key={limit.name} limit={limit} tier={data.tier} />
          ))}
          <p className="text-sm text-ink-soft">
            Reading costs {limitClasses.read.cost} unit, writing {limitClasses.write.cost}, searching{' '}
            {limitClasses.search.cost}, and starting a report {limitClasses.report.cost}.
          </p>
        </>
      )}
    </div>
  )
}

/** A bucket that refills all the time holds less than a minute's worth. */
function LimitCard({ limit: { name, limit, remaining, resetsAt }, tier }: { limit: Limit; tier: Tier }) {
  const title = limitNameOf(name)
  const isBucket = name === 'tenant'
  const capacity = isBucket ? tenantLimits[tier].burst : limit
  const used = Math.max(0, capacity - remaining)
  return (
    <Card title={title}>
      <div className="flex flex-col gap-2 px-5 py-4 sm:px-6">
        <progress aria-label={title} value={used} max={capacity} className={barStyle} />
        <p>
          {formatNumber(used)} of {formatNumber(capacity)} units used, {formatNumber(remaining)} left
        </p>
        <p className="text-sm text-ink-faint">
          {isBucket ? `${formatNumber(limit)} units come back each minute` : `Full again on ${formatMoment(resetsAt)}`}
        </p>
      </div>
    </Card>
  )
}

const barStyle =
  'h-3 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent'
