import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { figurePeriods } from '@palisade/contracts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ChartCard } from '../../components/chart/chart-card.tsx'
import { ChoiceBar } from '../../components/choice-bar.tsx'
import { Page } from '../../components/page.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { useClient } from '../../lib/client-context.ts'
import { formatMoney, formatShortMoney } from '../../lib/money.ts'
import { formatNumber, formatShortNumber } from '../../lib/numbers.ts'
import { periodNames } from '../../lib/period-names.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { type OrdersByDay, orderBars, revenueBars, revenueSeries, statusSeries } from './order-bars.ts'

export type FigurePeriod = (typeof figurePeriods)[number]

const periods = () => figurePeriods.map(value => ({ value, label: periodNames()[value] }))

type DashboardPageProps = {
  /** What the tenant uses, for those who may see it. */
  usage?: (period: FigurePeriod) => ReactNode
}

/** The orders and the revenue of the tenant by day. */
export function DashboardPage({ usage }: DashboardPageProps) {
  const client = useClient()
  const [period, setPeriod] = useState<FigurePeriod>('30-days')
  const orders = useQuery({
    queryKey: ['orders', 'lists', 'by day', period],
    queryFn: ({ signal }) => dataOf(client('orders.by-day', { query: { period } }, { signal })),
    placeholderData: keepPreviousData,
  })
  const { data, isPlaceholderData } = orders
  return (
    <Page title={t`Dashboard`} width="charts">
      <ChoiceBar label={t`Period`} choices={periods()} value={period} onChange={setPeriod} />
      <QueryState query={orders} label={t`Loading the figures…`} rows={8} />
      {data && (
        <div aria-busy={isPlaceholderData} className="flex flex-col gap-5">
          <OrderCharts figures={data} />
        </div>
      )}
      {usage?.(period)}
    </Page>
  )
}

function OrderCharts({ figures }: { figures: OrdersByDay }) {
  const revenue = revenueBars(figures)
  return (
    <>
      <ChartCard
        title={t`Orders by status`}
        unit={t`Day (UTC)`}
        bars={orderBars(figures)}
        series={statusSeries()}
        format={formatNumber}
        formatShort={formatShortNumber}
      />
      {revenue.map(({ currency, bars }) => (
        <ChartCard
          key={currency}
          title={t`Revenue in ${currency}`}
          unit={t`Day (UTC)`}
          bars={bars}
          series={revenueSeries()}
          format={minor => formatMoney(minor, currency)}
          formatShort={minor => formatShortMoney(minor, currency)}
        />
      ))}
      {revenue.length === 0 && (
        <p className="text-ink-soft">
          <Trans>No order of this period is paid yet.</Trans>
        </p>
      )}
    </>
  )
}
