import type { Policy } from './edge-policy.ts'
import { renderCors, renderOrigins, renderPreflightHeaders } from './nginx/render-cors.ts'
import { renderDeclared } from './nginx/render-declared.ts'
import { renderEndpoints, TO_THE_DOCS } from './nginx/render-endpoints.ts'
import { renderDataHeaders, renderPageHeaders } from './nginx/render-headers.ts'
import { renderHttp, renderWafBody, renderWafBodyLimits } from './nginx/render-http.ts'
import { renderLimit, renderLimits } from './nginx/render-limits.ts'
import { renderProblems } from './nginx/render-problems.ts'
import { renderRequestHeaders } from './nginx/render-request-headers.ts'
import { renderRoutes } from './nginx/render-routes.ts'
import { renderSafeRequests } from './nginx/render-safe-requests.ts'
import type { Fragment } from './syntax.ts'

/** The text of each file by its path. */
export type Files = ReadonlyMap<string, string>

/** What the contracts say to Nginx: the same files on every server of every architecture. */
export function compilePolicy(policy: Policy): Files {
  const files: [path: string, body: Fragment][] = [
    ['http.conf', renderHttp(policy)],
    ['waf-body.conf', renderWafBody(policy)],
    ['waf-body-limits.conf', renderWafBodyLimits(policy)],
    ['routes.conf', renderRoutes(policy)],
    ['request-headers.conf', renderRequestHeaders(policy)],
    ['safe-requests.conf', renderSafeRequests(policy)],
    ['declared.js', renderDeclared(policy)],
    ['limits.conf', renderLimits(policy)],
    ['cors.conf', renderCors(policy)],
    ['preflight-headers.conf', renderPreflightHeaders(policy)],
    ['endpoints.conf', renderEndpoints(policy)],
    ['docs.conf', TO_THE_DOCS],
    ['problems.conf', renderProblems(policy)],
    ['headers-of-data.conf', renderDataHeaders()],
    ['headers-of-pages.conf', renderPageHeaders()],
  ]
  for (const [name, limit] of Object.entries(policy.limitsPerIp))
    files.push([`limits/${name}.conf`, renderLimit(name, limit)])
  for (const [name, { origins }] of Object.entries(policy.cors))
    files.push([`origins/${name}.conf`, renderOrigins(origins)])
  return new Map(
    files.map(([path, body]) => [path, `${path.endsWith('.js') ? '//' : '#'} ${ORIGIN}\n\n${body.text}\n`]),
  )
}

const ORIGIN = 'Rendered by packages/edge from packages/contracts.'
