import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatDay } from '../../lib/dates.ts'
import { formatMoney } from '../../lib/money.ts'
import { formatNumber } from '../../lib/numbers.ts'
import { isUnderWay, type Report, useReport } from './report-requests.ts'

/** A report by its address, so that it survives a reload and can be passed on. */
export function ReportPage({ reportId }: { reportId: string }) {
  const { data: report, error, refetch } = useReport(reportId)
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeading title="Report">Report</PageHeading>
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      <p role="status" className="text-ink-soft">
        {!error && progressOf(report)}
      </p>
      {report?.status === 'failed' && (
        <Notice tone="danger" title="The report failed">
          <p className="text-sm">Create it again. If it fails again, choose a shorter period.</p>
        </Notice>
      )}
      {report?.rows && <ReportResult report={report} rows={report.rows} />}
      <Link to="/reports" className={buttonStyle('secondary', 'self-start')}>
        Create another report
      </Link>
    </div>
  )
}

function progressOf(report: Report | undefined): string {
  if (!report) return 'Loading the report…'
  if (isUnderWay(report)) return 'The report is being made. This page shows it as soon as it is done.'
  return report.status === 'done' ? 'The report is done. It is kept for 30 days.' : ''
}

const cell = 'px-4 py-3 sm:px-6'

function ReportResult({ report, rows }: { report: Report; rows: NonNullable<Report['rows']> }) {
  const lastDay = new Date(Date.parse(report.createdBefore) - 1).toISOString()
  const title = `Orders from ${formatDay(report.createdFrom)} to ${formatDay(lastDay)}`
  return (
    <Card title={title}>
      {rows.length === 0 ? (
        <EmptyState title="No orders in this period" />
      ) : (
        <table className="w-full border-collapse text-left">
          <caption className="sr-only">{title}</caption>
          <thead className="border-b border-line text-sm text-ink-faint">
            <tr>
              <th scope="col" className={`${cell} font-medium`}>
                Status
              </th>
              <th scope="col" className={`${cell} text-right font-medium`}>
                Orders
              </th>
              <th scope="col" className={`${cell} text-right font-medium`}>
                Total
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map(({ status, currency, orders, totalMinor }) => (
              <tr key={`${status} ${currency}`}>
                <th scope="row" className={`${cell} font-normal capitalize`}>
                  {status}
                </th>
                <td className={`${cell} text-right tabular-nums`}>{formatNumber(orders)}</td>
                <td className={`${cell} text-right tabular-nums`}>{formatMoney(totalMinor, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
