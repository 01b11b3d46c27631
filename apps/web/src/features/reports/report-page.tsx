import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { ScrollArea } from '../../components/scroll-area.tsx'
import { StatusText } from '../../components/status-text.tsx'
import { ColumnHeading, cellStyle, numberStyle, RowHeading, Table } from '../../components/table.tsx'
import { formatDay } from '../../lib/dates.ts'
import { formatMoney } from '../../lib/money.ts'
import { formatNumber } from '../../lib/numbers.ts'
import { statusNames } from '../../lib/status-names.ts'
import { isUnderWay, type Report, useReport } from './report-requests.ts'

/** A report by its address, so that it survives a reload and can be passed on. */
export function ReportPage({ reportId }: { reportId: string }) {
  const { data: report, error, refetch } = useReport(reportId)
  return (
    <Page title={t`Report`}>
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      <StatusText>{!error && progressOf(report)}</StatusText>
      {report?.status === 'failed' && (
        <Notice tone="danger" title={t`The report failed`}>
          <p className="text-sm">
            <Trans>Create it again. If it fails again, choose a shorter period.</Trans>
          </p>
        </Notice>
      )}
      {report?.rows && <ReportResult report={report} rows={report.rows} />}
      <Link to="/reports" className={buttonStyle('secondary', 'self-start')}>
        <Trans>Create another report</Trans>
      </Link>
    </Page>
  )
}

function progressOf(report: Report | undefined): string {
  if (!report) return t`Loading the report…`
  if (isUnderWay(report)) return t`The report is being created. This page shows it as soon as it is done.`
  return report.status === 'done' ? t`The report is ready. It is kept for 30 days.` : ''
}

function ReportResult({ report, rows }: { report: Report; rows: NonNullable<Report['rows']> }) {
  const lastDay = new Date(Date.parse(report.createdBefore) - 1).toISOString()
  const title = t`Orders from ${formatDay(report.createdFrom)} to ${formatDay(lastDay)}`
  return (
    <Card title={title}>
      {rows.length === 0 ? (
        <EmptyState title={t`No orders in this period`} />
      ) : (
        <ScrollArea label={t`Orders by status and currency`}>
          <Table
            caption={title}
            head={
              <>
                <ColumnHeading>
                  <Trans>Status</Trans>
                </ColumnHeading>
                <ColumnHeading className={numberStyle}>
                  <Trans>Orders</Trans>
                </ColumnHeading>
                <ColumnHeading className={numberStyle}>
                  <Trans>Total</Trans>
                </ColumnHeading>
              </>
            }
          >
            {rows.map(({ status, currency, orders, totalMinor }) => (
              <tr key={`${status} ${currency}`}>
                <RowHeading>{statusNames()[status]}</RowHeading>
                <td className={`${cellStyle} ${numberStyle}`}>{formatNumber(orders)}</td>
                <td className={`${cellStyle} ${numberStyle}`}>{formatMoney(totalMinor, currency)}</td>
              </tr>
            ))}
          </Table>
        </ScrollArea>
      )}
    </Card>
  )
}
