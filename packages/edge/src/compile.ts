import type { Policy } from './edge-policy.ts'
import { renderAddresses } from './nginx/render-addresses.ts'
import { renderAdminScopes } from './nginx/render-admin-scopes.ts'
import { renderCors, renderOrigins, renderPreflightHeaders } from './nginx/render-cors.ts'
import { renderDeclared } from './nginx/render-declared.ts'
import { NO_API, renderEndpoints, TO_THE_DOCS } from './nginx/render-endpoints.ts'
import { renderDataHeaders, renderPageHeaders } from './nginx/render-headers.ts'
import { renderHttp } from './nginx/render-http.ts'
import { renderLimit, renderLimits } from './nginx/render-limits.ts'
import { renderProblems } from './nginx/render-problems.ts'
import { renderRequestHeaders } from './nginx/render-request-headers.ts'
import { renderRoutes } from './nginx/render-routes.ts'
import { renderSafeRequests } from './nginx/render-safe-requests.ts'
import { renderPlainTexts, renderWafBody, renderWafSettings } from './nginx/render-waf.ts'
import { comment, Fragment, nginx, sections } from './syntax.ts'
import type { Addresses, Server } from './topology.ts'

/** The text of each file by its path in the folder `generated` of a server. */
export type Files = ReadonlyMap<string, string>

/** What follows from the contracts alone: the same files on every server of every architecture. */
export function compilePolicy(policy: Policy): Files {
  return withHeader('packages/contracts', [
    ['http.conf', renderHttp(policy)],
    ['routes.conf', renderRoutes(policy)],
    ['request-headers.conf', renderRequestHeaders(policy)],
    ['safe-requests.conf', renderSafeRequests(policy)],
    ['declared.js', renderDeclared(policy)],
    ['admin-scopes.conf', renderAdminScopes(policy)],
    ['limits.conf', renderLimits(policy)],
    ['cors.conf', renderCors(policy)],
    ['preflight-headers.conf', renderPreflightHeaders(policy)],
    ['endpoints.conf', renderEndpoints(policy)],
    ['no-api.conf', NO_API],
    ['docs.conf', TO_THE_DOCS],
    ['problems.conf', renderProblems(policy)],
    ['waf-body.conf', renderWafBody(policy)],
    ['headers-of-data.conf', renderDataHeaders()],
    ['headers-of-pages.conf', renderPageHeaders()],
    ...Object.entries(policy.limitsPerIp).map(([name, limit]) => named(`limits/${name}`, renderLimit(name, limit))),
    ...Object.entries(policy.origins).map(([name, origins]) => named(`origins/${name}`, renderOrigins(origins))),
  ])
}

/** What one server of an architecture enforces differently from others: its hosts, and how strict its WAF is. */
export function compileServer(policy: Policy, server: Server): Files {
  return withHeader('packages/contracts and the topology', [
    ...('hosts' in server ? [named('hosts', nginx`include ${`hosts/${server.hosts}.conf`};`)] : []),
    ['plain-texts.conf', renderPlainTexts(policy, server.waf)],
    ['waf-settings.conf', renderWafSettings(policy, server.waf)],
  ])
}

/** Whom a server calls, and who may call it. */
export function compileAddresses(addresses: Addresses): Files {
  return withHeader('the topology', renderAddresses(addresses))
}

type File = [path: string, body: Fragment]

function named(name: string, body: Fragment): File {
  return [`${name}.conf`, body]
}

function withHeader(source: string, files: readonly File[]): Files {
  const origin = `Rendered by packages/edge from ${source}.`
  const header = (path: string) => (path.endsWith('.js') ? new Fragment(`// ${origin}`) : comment(origin))
  return new Map(files.map(([path, body]) => [path, `${sections(header(path), body).text}\n`]))
}
