import { t } from '@lingui/core/macro'
import { useQuery } from '@tanstack/react-query'
import { ChartCard } from '../../components/chart/chart-card.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { formatNumber, formatShortNumber } from '../../lib/numbers.ts'
import { LimitCard } from './plan-cards.tsx'
import { refusalBars, refusalSeries } from './usage-bars.ts'
import { planOf, type UsageQuery, usageOf } from './usage-queries.ts'

/** How much of the month's quota is used, and what was refused: the part of the usage that a dashboard shows. */
export function UsageSummary({ period }: { period: NonNullable<UsageQuery['period']> }) {
  const client = useClient()
  const plan = useQuery(planOf(client))
  const usage = useQuery(usageOf(client, { period }))
  const quota = plan.data?.limits.find(({ name }) => name === 'quota')
  return (
    <>
      {plan.error && <ProblemNotice error={plan.error} onRetry={plan.refetch} />}
      {plan.data && quota && <LimitCard limit={quota} tier={plan.data.tier} />}
      {usage.error && <ProblemNotice error={usage.error} onRetry={usage.refetch} />}
      {usage.data && (
        <ChartCard
          title={t`Refused requests`}
          unit={t`Day (UTC)`}
          bars={refusalBars(usage.data)}
          series={refusalSeries()}
          format={formatNumber}
          formatShort={formatShortNumber}
        />
      )}
    </>
  )
}
