import { type ProblemCode, problems, problemType, realm } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import type { Policy } from '../edge-policy.ts'
import { type Fragment, nginx, sections, text, variable } from '../syntax.ts'

/** What Nginx and its modules say by a status of their own, and the problem that it is (RFC 9457). */
const statuses = {
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
} as const satisfies { readonly [Code in ProblemCode]?: readonly number[] }

/** Those that route.conf names by itself. */
const BY_NAME: readonly ProblemCode[] = [
  'origin-not-allowed',
  'validation-failed',
  'unauthenticated',
  'invalid-token',
  'insufficient-scope',
]

/** problems.conf: every error that the edge itself answers with. The API's own errors pass through untouched. */
export function renderProblems(policy: Policy): Fragment {
  const entries = Object.entries(statuses) as [keyof typeof statuses, readonly number[]][]
  return sections(
    nginx`${entries.map(([code, from]) => errorPage(code, from))}`,
    ...entries.map(([code]) => problemLocation(policy, code)),
    ...BY_NAME.map(code => problemLocation(policy, code)),
  )
}

/** A path and no named location: those are not found when the request's own path could not be read. */
function errorPage(code: ProblemCode, from: readonly number[]): Fragment {
  const list = from.map(status => nginx`${status}`).reduce((left, right) => nginx`${left} ${right}`)
  return nginx`error_page ${list} = ${`/problem/${code}`};`
}

function problemLocation(policy: Policy, code: ProblemCode): Fragment {
  const extra = extraHeaders(policy)[code]
  return nginx`
location = ${`/problem/${code}`} {
    internal;
    # Whatever was sent: a size compared here once more would replace the problem by a page of Nginx.
    client_max_body_size 0;
    include ../generated/headers-of-data.conf;
    ${extra ? [extra] : []}
    default_type application/problem+json;
    return ${problems[code].status} ${problemBody(code)};
}
`
}

function extraHeaders(policy: Policy): { readonly [Code in ProblemCode]?: Fragment } {
  return {
    'method-not-allowed': nginx`add_header Allow $allowed_methods always;`,
    unavailable: nginx`add_header Retry-After 1 always;`,
    'quota-exceeded': nginx`add_header Retry-After ${secondsUntilOneFits(policy)} always;`,
    unauthenticated: challenge(text(bearerChallenge(realm))),
    'invalid-token': challenge(text(bearerChallenge(realm, { error: 'invalid_token' }))),
    'insufficient-scope': challenge(variable('scope_challenge')),
  }
}

function challenge(value: Fragment): Fragment {
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
