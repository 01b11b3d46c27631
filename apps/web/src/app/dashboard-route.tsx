import { DashboardPage } from '../features/dashboard/dashboard-page.tsx'
import { UsageSummary } from '../features/usage/usage-summary.tsx'
import { useMay } from '../lib/signed-in-user.ts'

export function DashboardRoute() {
  const maySeeUsage = useMay('tenant:manage')
  return <DashboardPage {...(maySeeUsage && { usage: period => <UsageSummary period={period} /> })} />
}
