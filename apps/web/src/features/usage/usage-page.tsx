import { t } from '@lingui/core/macro'
import { usagePeriods } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ChartCard } from '../../components/chart/chart-card.tsx'
import { ChoiceBar } from '../../components/choice-bar.tsx'
import { Page } from '../../components/page.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { useClient } from '../../lib/client-context.ts'
import { formatNumber, formatShortNumber } from '../../lib/numbers.ts'
import { periodNames } from '../../lib/period-names.ts'
import { CallerTable } from './caller-table.tsx'
import { PlanCards } from './plan-cards.tsx'
import { refusalBars, refusalSeries, requestBars, requestSeries } from './usage-bars.ts'
import { planOf, type Usage, usageOf } from './usage-queries.ts'

const periods = () => usagePeriods.map(value => ({ value, label: periodNames()[value] }))

type Caller = Usage['callers'][number]

/** The plan of the tenant, what is left of its limits, and what its people and programs requested over time. */
export function UsagePage() {
  const client = useClient()
  const plan = useQuery(planOf(client))
  return (
    <Page title={t`Usage`} width="charts">
      <QueryState query={plan} label={t`Loading usage…`} />
      {plan.data && <PlanCards plan={plan.data} />}
      {/* Below what comes first, so that nothing moves when it arrives. */}
      {!plan.isPending && <UsageOverTime />}
    </Page>
  )
}

function UsageOverTime() {
  const client = useClient()
  const [period, setPeriod] = useState<(typeof usagePeriods)[number]>('24-hours')
  const [caller, setCaller] = useState<Caller>()
  const usage = useQuery(usageOf(client, { period, ...(caller?.id && { callerId: caller.id }) }))
  return (
    <>
      <ChoiceBar label={t`Period`} choices={periods()} value={period} onChange={setPeriod} />
      <QueryState query={usage} label={t`Loading the requests…`} rows={6} />
      {usage.data && (
        <div aria-busy={usage.isPlaceholderData} className="flex flex-col gap-5">
          <UsageCharts usage={usage.data} />
          <CallerTable callers={usage.data.callers} chosen={caller} onChoose={setCaller} />
        </div>
      )}
    </>
  )
}

function UsageCharts({ usage }: { usage: Usage }) {
  const unit = usage.unit === 'hour' ? t`Hour` : t`Day (UTC)`
  return (
    <>
      <ChartCard
        title={t`Requests`}
        unit={unit}
        bars={requestBars(usage)}
        series={requestSeries()}
        format={formatNumber}
        formatShort={formatShortNumber}
      />
      <ChartCard
        title={t`Refused requests`}
        unit={unit}
        bars={refusalBars(usage)}
        series={refusalSeries()}
        format={formatNumber}
        formatShort={formatShortNumber}
      />
    </>
  )
}
