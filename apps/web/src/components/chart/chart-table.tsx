import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { linkStyle } from '../link-style.ts'
import { ScrollArea } from '../scroll-area.tsx'
import { ColumnHeading, cellStyle, numberStyle, RowHeading, Table } from '../table.tsx'
import { type Bar, type Series, totalOf } from './chart-data.ts'

type ChartTableProps = {
  title: string
  unit: string
  bars: readonly Bar[]
  series: readonly Series[]
  format: (value: number) => string
}

/** The figures of a chart, the newest first. Times without any are left out. */
export function ChartTable({ title, unit, bars, series, format }: ChartTableProps) {
  const rows = bars.filter(bar => totalOf(bar) > 0).toReversed()
  if (rows.length === 0) return null
  return (
    <details className="text-sm">
      <summary className={`w-fit ${linkStyle}`}>
        <Trans>Show as a table</Trans>
      </summary>
      <ScrollArea label={t`${title}, as a table`} className="-mx-5 mt-3 max-h-80 sm:-mx-6">
        <Table
          caption={title}
          head={
            <>
              <ColumnHeading>{unit}</ColumnHeading>
              {series.map(({ key, name }) => (
                <ColumnHeading key={key} className={numberStyle}>
                  {name}
                </ColumnHeading>
              ))}
            </>
          }
        >
          {rows.map(({ at, label, values }) => (
            <tr key={at}>
              <RowHeading className="whitespace-nowrap">{label}</RowHeading>
              {series.map(({ key }) => (
                <td key={key} className={`${cellStyle} ${numberStyle}`}>
                  {format(values[key] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      </ScrollArea>
    </details>
  )
}
