import { renderCors, renderOrigins, renderPreflights } from './nginx/cors.ts'
import { renderDeploymentFiles } from './nginx/deployment.ts'
import { renderEndpoints, renderToTheWaf } from './nginx/endpoints.ts'
import { renderDataHeaders, renderPageHeaders, renderTls } from './nginx/headers.ts'
import { renderLimits } from './nginx/limits.ts'
import { renderLog } from './nginx/log.ts'
import { renderProblems } from './nginx/problems.ts'
import { renderRoute, renderRoutes } from './nginx/routes.ts'
import { renderServer } from './nginx/server.ts'
import { renderPages, renderSpa } from './nginx/spa.ts'
import { renderWaf } from './nginx/waf.ts'
import type { Policy } from './policy.ts'
import { comment, type Fragment, sections } from './syntax.ts'
import type { Deployment, EdgeServer, Topology } from './topology.ts'
import { renderWafMain } from './waf/main.ts'
import { renderWafSettings } from './waf/settings.ts'

/** The text of each file by its path. */
export type Files = ReadonlyMap<string, string>

/** What one server enforces: the same bytes on every machine. */
export function compilePolicy(policy: Policy, server: EdgeServer, architecture: string): Files {
  const files: [string, Fragment][] = [
    ['nginx.conf', renderServer(policy, server)],
    ['nginx/log.conf', renderLog()],
    ['nginx/tls.conf', renderTls(policy)],
    ['nginx/routes.conf', renderRoutes(policy)],
    ['nginx/route.conf', renderRoute()],
    ['nginx/limits.conf', renderLimits(policy)],
    ['nginx/cors.conf', renderCors(policy)],
    ['nginx/preflights.conf', renderPreflights(policy)],
    ['nginx/endpoints.conf', renderEndpoints(policy)],
    ['nginx/to-the-waf.conf', renderToTheWaf()],
    ['nginx/waf.conf', renderWaf()],
    ['nginx/pages.conf', renderPages()],
    ['nginx/spa.conf', renderSpa()],
    ['nginx/problems.conf', renderProblems(policy)],
    ['nginx/headers-of-data.conf', renderDataHeaders(policy)],
    ['nginx/headers-of-pages.conf', renderPageHeaders(policy)],
    ...Object.entries(policy.origins).map(([environment, list]): [string, Fragment] => [
      `nginx/origins/${environment}.conf`,
      renderOrigins(list),
    ]),
    ['waf/main.conf', renderWafMain()],
    ['waf/settings.conf', renderWafSettings(policy, server.waf)],
  ]
  const origin = `Rendered by infra/edge from packages/contracts and infra/${architecture}/topology.ts: change those.`
  return withHeader(files, origin)
}

/** Where one server runs: ports and paths. */
export function compileDeployment(deployment: Deployment, origin: string): Files {
  return withHeader([...renderDeploymentFiles(deployment)], origin)
}

/** All files of an architecture as they are committed, in a folder for each server. */
export function compileEdge(policy: Policy, { name, servers }: Topology): Files {
  const origin = `Rendered by infra/edge from infra/${name}/topology.ts: change that.`
  return new Map(
    Object.entries(servers).flatMap(([folder, server]) => {
      const files = [...compilePolicy(policy, server, name), ...compileDeployment(server.deployment, origin)]
      return files.map(([path, text]): [string, string] => [`${folder}/${path}`, text])
    }),
  )
}

function withHeader(files: readonly [string, Fragment][], origin: string): Files {
  return new Map(files.map(([path, body]) => [path, `${sections(comment(origin), body).text}\n`]))
}
