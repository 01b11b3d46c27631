import { adminScopeOf, type Endpoint, endpoints } from '@palisade/contracts'
import type { Answer } from '../support/clients/send.ts'
import { codeOf } from './attempt-answers.ts'
import { type Evidence, type LogLine, requestIdOf } from './evidence.ts'

/** Where an attack can end, beside the layers that tests can remove. */
export const fixedPlaces = {
  nginx: 'Nginx’s own HTTP parser and timeouts: malformed and slow requests',
  node: 'Node and Fastify themselves: malformed requests, HTTP/2, unknown routes, and bodies above the limit of a route',
  handler: 'the business rules of the endpoint',
  harmless: 'the request is answered and does no harm: the text stays text, the forged value is ignored',
} as const

/**
 * Finds the layer that refused an attack, from the answers and from the logs with their request ids. With several answers,
 * the layer that gave most of them. `lost` is the removed layer.
 */
export function judge(answers: readonly Answer[], evidence: Evidence, lost: string | undefined): string {
  if (answers.length === 0) return evidence.hasEdge ? 'nginx' : 'node'
  const places = Map.groupBy(answers, answer => judgeAnswer(answer, evidence, lost))
  const [[place] = ['']] = [...places].sort(([, few], [, many]) => many.length - few.length)
  return place
}

function judgeAnswer(answer: Answer, evidence: Evidence, lost: string | undefined): string {
  const requestId = requestIdOf(answer)
  const [edge, origin, api] = (['edge', 'origin', 'api'] as const).map(log => evidence.linesOf(log, requestId))
  if (wasBlocked(edge)) return 'waf'
  if (wasBlocked(origin)) return 'origin-waf'
  if (evidence.hasEdge && !api?.length && !sentOn(edge).length) return judgeEdge(codeOf(answer), edge, lost)
  if (origin?.length && !sentOn(origin).length) return 'origin'
  return judgeApi(answer, [...(api ?? []), ...(edge ?? [])], lost)
}

/** Each Nginx logs the result of its WAF's inspection. */
function wasBlocked(lines: readonly LogLine[] = []): boolean {
  return lines.some(line => line['inspection'] === 'blocked')
}

/** The status that the API or the origin sent to Nginx; absent when Nginx answered itself. */
function sentOn(lines: readonly LogLine[] = []): unknown[] {
  return lines.flatMap(line => line['upstreamStatus'] || [])
}

function judgeEdge(code: string | undefined, lines: readonly LogLine[] = [], lost: string | undefined): string {
  if (code === undefined) return 'harmless'
  const rest = lost === 'edge-list' ? 'nginx' : 'edge-list'
  return byCodeOfEdge[code]?.(lines, lost) ?? rest
}

type EdgeJudge = (lines: readonly LogLine[], lost: string | undefined) => string | undefined

/** The edge reads the claims of a token only on endpoints of administrators; elsewhere it checks its format. */
const byToken: EdgeJudge = (lines, lost) => {
  const endpoint = endpointOf(lines)
  return endpoint && adminScopeOf(endpoint) && lost !== 'edge-claims' ? 'edge-claims' : undefined
}

/** A body that cannot be received does not reach the script. */
const byScript: EdgeJudge = (_lines, lost) => (lost === 'edge-values' ? 'nginx' : 'edge-values')

/** All other codes come from the tables of the edge. */
const byCodeOfEdge: Record<string, EdgeJudge> = {
  'quota-exceeded': () => 'edge-limits',
  'origin-not-allowed': () => 'edge-cors',
  'insufficient-scope': byToken,
  unauthenticated: byToken,
  'invalid-token': byToken,
  'validation-failed': byScript,
  // The tables check the request before the script reads the body.
  'malformed-request': (lines, lost) => (lines.some(line => line['limit']) ? byScript(lines, lost) : undefined),
  // A declared path that is not found is on another host.
  'not-found': lines => (endpointOf(lines) ? 'edge-hosts' : undefined),
}

function endpointOf(lines: readonly LogLine[]): Endpoint | undefined {
  const id = lines.find(line => line['endpoint'])?.['endpoint']
  return Object.values<Endpoint>(endpoints).find(declared => declared.id === id)
}

function judgeApi(answer: Answer, lines: readonly LogLine[], lost: string | undefined): string {
  const event = lines.find(line => typeof line['event'] === 'string' && line['event'] in byEvent)
  if (event) return byEvent[String(event['event'])]?.(event) ?? 'handler'
  if (answer.status < 400) return 'harmless'
  return byCode[String(codeOf(answer))]?.(endpointOf(lines), lost) ?? 'handler'
}

/** Each layer of the API logs what it refuses. */
const byEvent: Record<string, (line: LogLine) => string> = {
  'origin.refused': ({ reason }) => (reason === 'other-tenant' ? '60-authorize' : '20-cors'),
  'origin.undecided': () => '20-cors',
  'request.refused': () => '30-allow-list',
  'token.refused': ({ reason }) => (reason === 'revoked' ? '50-admit' : '40-authenticate'),
  'api-key.refused': () => '40-authenticate',
  'limit.reached': ({ limits }) => (/sign-in|second-factor/.test(String(limits)) ? 'handler' : '50-admit'),
  'access.refused': () => '60-authorize',
  'tenant.refused': () => '60-authorize',
  'answer.withheld': () => 'response',
  error: line => (/row-level security/.test(JSON.stringify(line)) ? '70-tenant-db' : 'handler'),
}

/** Some codes belong to one layer. */
const byCode: Record<string, (endpoint: Endpoint | undefined, lost: string | undefined) => string> = {
  unauthenticated: endpoint => (endpoint?.access === 'refresh-token' ? 'handler' : '40-authenticate'),
  'stronger-sign-in-required': () => '60-authorize',
  'insufficient-scope': endpoint => (endpoint?.access === 'signed-in' ? '60-authorize' : 'handler'),
  'validation-failed': (_endpoint, lost) => (lost === '65-body' ? 'handler' : '65-body'),
  'malformed-request': endpoint => (endpoint ? '65-body' : 'node'),
  'unsupported-media-type': () => '65-body',
  'body-too-large': () => 'node',
  'headers-too-large': () => 'node',
  // Both restrict the query to the tenant's rows, so either of them finds nothing.
  'not-found': (endpoint, lost) => {
    if (!endpoint) return 'node'
    return lost === 'tenant-in-query' ? '70-tenant-db' : 'tenant-in-query'
  },
}
