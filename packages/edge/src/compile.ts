import { renderClaims } from './nginx/claims.ts'
import { renderCors, renderOrigins, renderPreflights } from './nginx/cors.ts'
import { renderDeclared } from './nginx/declared.ts'
import { renderDeploymentFiles } from './nginx/deployment.ts'
import { renderEndpoints, renderToTheApi } from './nginx/endpoints.ts'
import { renderDataHeaders, renderPageHeaders, renderTls } from './nginx/headers.ts'
import { renderApi, renderHostTables } from './nginx/hosts.ts'
import { renderInspection } from './nginx/inspection.ts'
import { renderLimits } from './nginx/limits.ts'
import { renderLog } from './nginx/log.ts'
import { renderOrigin } from './nginx/origin.ts'
import { renderPlainTexts } from './nginx/plain-texts.ts'
import { renderProblems } from './nginx/problems.ts'
import { renderRequestHeaders } from './nginx/request-headers.ts'
import { renderRoute, renderRoutes } from './nginx/routes.ts'
import { renderSafeRequests } from './nginx/safe-requests.ts'
import { renderServer } from './nginx/server.ts'
import { renderPages, renderSpa } from './nginx/spa.ts'
import { renderWaf, renderWafSettings } from './nginx/waf.ts'
import type { Policy } from './policy.ts'
import { comment, Fragment, sections } from './syntax.ts'
import type { EdgeServer, Server, ServerPlaces, Topology } from './topology.ts'

/** The text of each file by its path. */
export type Files = ReadonlyMap<string, string>

/** What one server enforces: the same bytes on every machine. */
export function compilePolicy(policy: Policy, server: Server, architecture: string): Files {
  const files = [
    ...('hosts' in server ? filesOfEdge(policy, server) : filesOfOrigin(policy)),
    ...sharedFiles(policy, server),
  ]
  const origin = `Rendered by packages/edge from packages/contracts and infra/${architecture}/topology.ts: change those.`
  return withHeader(files, origin)
}

function filesOfEdge(policy: Policy, server: EdgeServer): [string, Fragment][] {
  return [
    ['nginx.conf', renderServer(policy, server)],
    ['nginx/tls.conf', renderTls()],
    ['nginx/hosts.conf', renderHostTables(policy, server)],
    ['nginx/api.conf', renderApi(policy)],
    ['nginx/route.conf', renderRoute()],
    ['nginx/limits.conf', renderLimits(policy)],
    ['nginx/preflights.conf', renderPreflights(policy)],
    ['nginx/endpoints.conf', renderEndpoints(policy)],
    ['nginx/to-the-api.conf', renderToTheApi()],
    ['nginx/pages.conf', renderPages()],
    ['nginx/spa.conf', renderSpa()],
    ['nginx/headers-of-pages.conf', renderPageHeaders()],
  ]
}

function filesOfOrigin(policy: Policy): [string, Fragment][] {
  return [['nginx.conf', renderOrigin(policy)]]
}

function sharedFiles(policy: Policy, server: Server): [string, Fragment][] {
  const files: [string, Fragment][] = [
    ['nginx/log.conf', renderLog()],
    ['nginx/routes.conf', renderRoutes(policy)],
    ['nginx/request-headers.conf', renderRequestHeaders(policy)],
    ['nginx/safe-requests.conf', renderSafeRequests(policy)],
    ['nginx/declared.js', renderDeclared(policy)],
    ['nginx/claims.conf', renderClaims(policy)],
    ['nginx/plain-texts.conf', renderPlainTexts(policy, server.waf)],
    ['nginx/inspection.conf', renderInspection()],
    ['nginx/cors.conf', renderCors(policy)],
    ['nginx/problems.conf', renderProblems(policy)],
    ['nginx/headers-of-data.conf', renderDataHeaders()],
    ...Object.entries(policy.origins).map(([environment, list]): [string, Fragment] => [
      `nginx/origins/${environment}.conf`,
      renderOrigins(list),
    ]),
    ['waf/nginx.conf', renderWaf()],
    ['waf/settings.conf', renderWafSettings(policy, server.waf)],
  ]
  return 'hosts' in server ? files : files.map(([path, body]) => [path, withIdOfEdge(body)])
}

/** Behind the edge, the id of a request is the one that the edge has given it [B4]. */
function withIdOfEdge({ text }: Fragment): Fragment {
  return new Fragment(text.replace(/\$request_id\b/g, '$http_x_request_id'))
}

/** Where one server runs: ports and paths. */
export function compileDeployment(server: ServerPlaces, origin: string): Files {
  return withHeader([...renderDeploymentFiles(server)], origin)
}

/** All files of an architecture as they are committed, in a folder for each server. */
export function compileEdge(policy: Policy, { name, servers }: Topology): Files {
  const origin = `Rendered by packages/edge from infra/${name}/topology.ts: change that.`
  return new Map(
    Object.entries(servers).flatMap(([folder, server]) => {
      const files = [...compilePolicy(policy, server, name), ...compileDeployment(server, origin)]
      return files.map(([path, text]): [string, string] => [`${folder}/${path}`, text])
    }),
  )
}

function withHeader(files: readonly [string, Fragment][], origin: string): Files {
  return new Map(files.map(([path, body]) => [path, `${sections(header(path, origin), body).text}\n`]))
}

function header(path: string, origin: string): Fragment {
  return path.endsWith('.js') ? new Fragment(`// ${origin}`) : comment(origin)
}
