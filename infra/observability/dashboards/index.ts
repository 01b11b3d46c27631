import { hosts } from './host-metrics.ts'
import { jobs } from './jobs.ts'
import { objectives } from './objectives.ts'
import { overview } from './overview.ts'
import { recovery } from './recovery.ts'
import { sessions } from './session-security.ts'
import { tenants } from './tenants.ts'
import { waf } from './waf-inspections.ts'

const dashboards = { overview, sessions, waf, tenants, jobs, hosts, recovery, objectives }

/** The dashboards as the files that Grafana reads. */
export function renderDashboards(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(dashboards).map(([name, dashboard]) => [`${name}.json`, `${JSON.stringify(dashboard, null, 2)}\n`]),
  )
}
