import { lazy, Suspense } from 'react'
import { Card, CardBody } from '../card.tsx'
import { type Bar, type Series, summarize, sumOf, swatches } from './chart-data.ts'
import { ChartTable } from './chart-table.tsx'

const StackedBars = lazy(() => import('./stacked-bars.tsx').then(({ StackedBars }) => ({ default: StackedBars })))

type ChartCardProps = {
  title: string
  /** What the rows of the table are: `Day` or `Hour`. */
  unit: string
  bars: readonly Bar[]
  series: readonly Series[]
  format: (value: number) => string
  /** The same in few characters, for the axis. */
  formatShort: (value: number) => string
}

/** A chart with the same figures in words and as a table. The drawing itself is hidden from screen readers. */
export function ChartCard({ title, unit, bars, series, format, formatShort }: ChartCardProps) {
  const isEmpty = sumOf(bars) === 0
  return (
    <Card title={title}>
      <CardBody>
        <p className="text-sm text-ink-soft">{summarize(bars, series, format)}</p>
        {!isEmpty && (
          // As high as the drawing, which arrives later: nothing below it moves.
          <div className="h-56" aria-hidden="true">
            <Suspense>
              <StackedBars bars={bars} series={series} format={format} formatShort={formatShort} />
            </Suspense>
          </div>
        )}
        {!isEmpty && series.length > 1 && <Legend series={series} />}
        <ChartTable title={title} unit={unit} bars={bars} series={series} format={format} />
      </CardBody>
    </Card>
  )
}

function Legend({ series }: Pick<ChartCardProps, 'series'>) {
  return (
    <ul aria-hidden="true" className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-soft">
      {series.map(({ key, name, fill }) => (
        <li key={key} className="flex items-center gap-1.5">
          <span className={`size-3 rounded-sm ${swatches[fill]}`} />
          {name}
        </li>
      ))}
    </ul>
  )
}
