import { type ProblemCode, problems, problemType, realm } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import type { Policy } from '../edge-policy.ts'
import { Fragment, nginx, sections, text, variable } from '../syntax.ts'

/** The problems of the edge (RFC 9457), and the statuses of Nginx and its modules that become one of them. */
const statuses: { readonly [Code in ProblemCode]?: readonly number[] } = {
  // 494 to 497 are Nginx's names for headers too large, two failures of client certificates, and HTTP on the TLS port.
  // 501: a Transfer-Encoding that Nginx does not know.
  'malformed-request': [400, 497, 501],
  blocked: [403, 495, 496],
  'not-found': [404],
  'method-not-allowed': [405],
  'body-too-large': [413],
  'uri-too-long': [414],
  'unsupported-media-type': [415],
  'misdirected-request': [421],
  'quota-exceeded': [429],
  'headers-too-large': [494],
  internal: [500],
  unavailable: [502, 503, 504],
  // Named only by route.conf and njs/request.js.
  'origin-not-allowed': [],
  'validation-failed': [],
  unauthenticated: [],
  'invalid-token': [],
  'insufficient-scope': [],
}

/** problems.conf: every error that the edge itself answers with. The API's own errors pass through untouched. */
export function renderProblems(policy: Policy): Fragment {
  const entries = Object.entries(statuses) as [ProblemCode, readonly number[]][]
  return sections(
    nginx`${entries.filter(([, from]) => from.length > 0).map(([code, from]) => errorPage(code, from))}`,
    ...entries.map(([code]) => problemLocation(policy, code)),
  )
}

/** A path and no named location: those are not found when the request's own path could not be read. */
function errorPage(code: ProblemCode, from: readonly number[]): Fragment {
  return nginx`error_page ${new Fragment(from.join(' '))} = ${`/problem/${code}`};`
}

function problemLocation(policy: Policy, code: ProblemCode): Fragment {
  return nginx`
location = ${`/problem/${code}`} {
    include problem.conf;
    ${extraHeaders(policy, code)}
    return ${problems[code].status} ${problemBody(code)};
}
`
}

function extraHeaders(policy: Policy, code: ProblemCode): Fragment[] {
  if (code === 'method-not-allowed') return [nginx`add_header Allow $allowed_methods always;`]
  if (code === 'unavailable') return [nginx`add_header Retry-After 1 always;`]
  if (code === 'quota-exceeded') return [nginx`add_header Retry-After ${secondsUntilOneFits(policy)} always;`]
  if (code === 'unauthenticated') return [challenge(bearerChallenge(realm))]
  if (code === 'invalid-token') return [challenge(bearerChallenge(realm, { error: 'invalid_token' }))]
  return code === 'insufficient-scope' ? [challenge(variable('scope_challenge'))] : []
}

function challenge(value: string | Fragment): Fragment {
  return nginx`add_header WWW-Authenticate ${value} always;`
}

/** A leaky bucket takes the next request as soon as one has leaked; the slowest class says when that is. */
export function secondsUntilOneFits(policy: Policy): number {
  const seconds = Object.values(policy.limitsPerIp).map(({ limit, windowMs }) => Math.ceil(windowMs / limit / 1000))
  return Math.max(1, ...seconds)
}

function problemBody(code: ProblemCode): Fragment {
  const { status, title } = problems[code]
  const members = Object.entries({ type: problemType(code), title, status, code }).map(
    ([name, value]) => `"${name}":${JSON.stringify(value)},`,
  )
  const errors = code === 'validation-failed' ? [variable('problem_errors')] : []
  return text(`{${members.join('')}"requestId":"`, variable('x_request_id'), '"', ...errors, '}')
}
