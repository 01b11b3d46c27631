import { type Endpoint, endpoints } from '@palisade/contracts'
import type { Answer } from '../targets/send.ts'
import { codeOf } from './attack.ts'
import { type Evidence, type LogLine, requestIdOf } from './evidence.ts'

/** Where an attack ended: at a layer that can be lost, or at one of these, which are always there. */
export const fixedPlaces = {
  nginx: 'Nginx as a server of HTTP: what cannot be read, what is too slow',
  node: 'Node and Fastify as such: what cannot be read (HTTP/2 among it), is built nowhere, or is over the limit of a route',
  handler: 'the endpoint’s own rule',
  harmless: 'answered, and nobody harmed: text that stays text, a claim that nobody believes',
} as const

/**
 * Tells from the answers of an attack and from the logs under their ids which layer has answered, most of them where
 * there are several. `lost` is the layer that is not there.
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
  if (sentOn(edge).some(isVerdict)) return 'waf'
  if (sentOn(origin).some(isVerdict)) return 'origin-waf'
  if (evidence.hasEdge && !api?.length && !sentOn(edge).length) return judgeEdge(codeOf(answer), edge, lost)
  if (origin?.length && !sentOn(origin).length) return 'origin'
  return judgeApi(answer, [...(api ?? []), ...(edge ?? [])], lost)
}

/** What the next server has answered to one of Nginx; nothing where Nginx has answered itself. */
function sentOn(lines: readonly LogLine[] = []): unknown[] {
  return lines.flatMap(line => line['upstreamStatus'] || [])
}

/** By such statuses ModSecurity speaks to the Nginx in front of it. */
function isVerdict(status: unknown): boolean {
  return status === '480' || status === '481' || status === '483'
}

function judgeEdge(code: string | undefined, lines: readonly LogLine[] = [], lost: string | undefined): string {
  if (code === undefined) return 'harmless'
  // Declared, and still not found: at another host.
  if (code === 'not-found' && lines.some(line => line['endpoint'])) return 'edge-hosts'
  return byCodeOfEdge[code] ?? (lost === 'edge-list' ? 'nginx' : 'edge-list')
}

const byCodeOfEdge: Record<string, string> = {
  'quota-exceeded': 'edge-limits',
  'origin-not-allowed': 'edge-cors',
  'insufficient-scope': 'edge-claims',
  unauthenticated: 'edge-claims',
  'invalid-token': 'edge-claims',
}

function judgeApi(answer: Answer, lines: readonly LogLine[], lost: string | undefined): string {
  const event = lines.find(line => typeof line['event'] === 'string' && line['event'] in byEvent)
  if (event) return byEvent[String(event['event'])]?.(event) ?? 'handler'
  if (answer.status < 400) return 'harmless'
  const code = codeOf(answer)
  const id = lines.find(line => line['endpoint'])?.['endpoint']
  const endpoint = Object.values<Endpoint>(endpoints).find(declared => declared.id === id)
  return byCode[String(code)]?.(endpoint, lost) ?? 'handler'
}

/** Each layer of the API says in the log what it refused. */
const byEvent: Record<string, (line: LogLine) => string> = {
  'origin.refused': ({ reason }) => (reason === 'other-tenant' ? '60-authorize' : '20-cors'),
  'request.refused': () => '30-allow-list',
  'token.refused': ({ reason }) => (reason === 'revoked' ? '50-admit' : '40-authenticate'),
  'api-key.refused': () => '40-authenticate',
  'limit.reached': ({ limits }) => (/sign-in|second-factor/.test(String(limits)) ? 'handler' : '50-admit'),
  'access.refused': () => '60-authorize',
  'tenant.refused': () => '60-authorize',
  'answer.withheld': () => '90-response',
  error: line => (/row-level security/.test(JSON.stringify(line)) ? '70-tenant-db' : 'handler'),
}

/** And some refusals are plain from their code. */
const byCode: Record<string, (endpoint: Endpoint | undefined, lost: string | undefined) => string> = {
  unauthenticated: () => '40-authenticate',
  'stronger-sign-in-required': () => '60-authorize',
  'insufficient-scope': endpoint => (endpoint?.access === 'signed-in' ? '60-authorize' : 'handler'),
  'validation-failed': (_endpoint, lost) => (lost === '65-body' ? 'handler' : '65-body'),
  'malformed-request': endpoint => (endpoint ? '65-body' : 'node'),
  'unsupported-media-type': () => '65-body',
  'body-too-large': () => 'node',
  'headers-too-large': () => 'node',
  // Both ask for the tenant's rows alone, so that whichever is left finds nothing.
  'not-found': (endpoint, lost) => {
    if (!endpoint) return 'node'
    return lost === 'tenant-in-query' ? '70-tenant-db' : 'tenant-in-query'
  },
}
