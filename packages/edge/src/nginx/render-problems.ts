import { type ProblemCode, problems, problemType, realm } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import type { Policy } from '../edge-policy.ts'
import { Fragment, nginx, sections, text, variable } from '../syntax.ts'

/** The problems of the edge (RFC 9457), and the statuses of Nginx and its modules that become one of them. */
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
  // Named only by route.conf and njs/request.js.
  'origin-not-allowed': [],
  'validation-failed': [],
  unauthenticated: [],
  'invalid-token': [],
  'insufficient-scope': [],
} as const satisfies { readonly [Code in ProblemCode]?: readonly number[] }

/** A problem that has a location of its own, so that tables and scripts may name it. */
export type EdgeProblem = keyof typeof statuses

/** problems.conf: every error that the edge itself answers with. The API's own errors pass through untouched. */
export function renderProblems(policy: Policy): Fragment {
  const entries = Object.entries(statuses) as [EdgeProblem, readonly number[]][]
  return sections(
    nginx`${entries.filter(([, from]) => from.length > 0).map(([code, from]) => errorPage(code, from))}`,
    ...entries.map(([code]) => problemLocation(policy, code)),
  )
}

/** A path and no named location: those are not found when the request's own path could not be read. */
function errorPage(code: EdgeProblem, from: readonly number[]): Fragment {
  return nginx`error_page ${new Fragment(from.join(' '))} = ${`/problem/${code}`};`
}

function problemLocation(policy: Policy, code: EdgeProblem): Fragment {
  return nginx`
location = ${`/problem/${code}`} {
    include problem.conf;
    ${ownField(policy, code)}
    return ${problems[code].status} ${problemBody(code)};
}
`
}

/** Fields that one problem has. The scope is a word of the contracts, so that Nginx can put it between the quotes. */
function ownField(policy: Policy, code: EdgeProblem): Fragment[] {
  const [before = '', after = ''] = bearerChallenge(realm, { error: 'insufficient_scope', scope: ['?'] }).split('?')
  const fields: { readonly [Code in EdgeProblem]?: readonly [name: string, value: string | number | Fragment] } = {
    'method-not-allowed': ['Allow', variable('allowed_methods')],
    unavailable: ['Retry-After', 1],
    'quota-exceeded': ['Retry-After', secondsUntilOneFits(policy)],
    unauthenticated: ['WWW-Authenticate', bearerChallenge(realm)],
    'invalid-token': ['WWW-Authenticate', bearerChallenge(realm, { error: 'invalid_token' })],
    'insufficient-scope': ['WWW-Authenticate', text(before, variable('admin_scope'), after)],
  }
  const field = fields[code]
  return field ? [nginx`add_header ${field[0]} ${field[1]} always;`] : []
}

/** A leaky bucket takes the next request as soon as one has leaked; the slowest class says when that is. */
export function secondsUntilOneFits(policy: Policy): number {
  const seconds = Object.values(policy.limitsPerIp).map(({ limit, windowMs }) => Math.ceil(windowMs / limit / 1000))
  return Math.max(1, ...seconds)
}

function problemBody(code: EdgeProblem): Fragment {
  const { status, title } = problems[code]
  const members = Object.entries({ type: problemType(code), title, status, code }).map(
    ([name, value]) => `"${name}":${JSON.stringify(value)},`,
  )
  const errors = code === 'validation-failed' ? [variable('problem_errors')] : []
  return text(`{${members.join('')}"requestId":"`, variable('x_request_id'), '"', ...errors, '}')
}
