import { getRouteApi } from '@tanstack/react-router'
import { ReportPage } from '../features/reports/report-page.tsx'

const report = getRouteApi('/signed-in/reports/$reportId')

export function ReportRoute() {
  const { reportId } = report.useParams()
  return <ReportPage key={reportId} reportId={reportId} />
}
