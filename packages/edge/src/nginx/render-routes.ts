import {
  adminScopeOf,
  answeredMethods,
  apiPath,
  bodyMediaTypes,
  type Endpoint,
  hostPattern,
  isForAdministrators,
  maxTargetChars,
} from '@palisade/contracts'
import { mediaTypePattern } from '@palisade/security/request'
import { byPath, endpointTable, membersOf, type Policy } from '../edge-policy.ts'
import { type Fragment, literalPattern, nginx, pattern, withoutAnchors } from '../syntax.ts'

/** A path that is written in one way only: no capitals, and nothing encoded. */
const PLAIN_PATH = '^/[a-z0-9._~/-]+$'

/**
 * `/api/orders/{orderId}` as the inner part of a regular expression, each parameter in its declared pattern.
 * @throws Error for a parameter without a pattern
 */
export function pathPattern({ path, request }: Pick<Endpoint, 'path' | 'request'>): string {
  const declared = membersOf(request.params)
  return path
    .split(/(\{\w+\})/)
    .map(part =>
      part.startsWith('{') ? segmentPattern(part, declared[part.slice(1, -1)]?.pattern) : literalPattern(part),
    )
    .join('')
}

function segmentPattern(parameter: string, pattern: string | undefined): string {
  if (pattern === undefined) throw new Error(`the parameter ${parameter} has no pattern`)
  const inner = withoutAnchors(pattern)
  return inner.includes('|') ? `(?:${inner})` : inner
}

/** routes.conf: from method and path to the endpoint, and from path to what is allowed there. */
export function renderRoutes(policy: Policy): Fragment {
  return nginx`
# ambiguous: two servers may read two paths here, by dot segments, empty segments, backslashes, encoded or not.
# encoded: no declared path has such a character; a client that sends one tries to bypass a text comparison.
# Only a plain path is looked up by key: a map finds those at once, but without regard to case.
map $request_path $path_form {
    default other;
    "~*//|\\\\|%2f|%5c|/(?:\.|%2e){1,2}(?:/|$)" ambiguous;
    "~%" encoded;
    ${pattern(`~${PLAIN_PATH}`)} plain;
}

# Which endpoint is called.
map "$path_form $declared_method $request_path" $endpoint {
    ${policy.endpoints.map(endpoint => nginx`${pathKey(endpoint, `${endpoint.method} `)} ${endpoint.id};`)}
}

# Limit class session: attackers try passwords and tokens there [S50, S71].
${endpointTable(policy, 'is_session_endpoint', '0', ({ limit }) => (limit === 'session' ? '1' : '0'))}

# Endpoints for administrators, who may have a host of their own.
${endpointTable(policy, 'is_for_administrators', '0', endpoint => (isForAdministrators(endpoint) ? '1' : '0'))}

# What is found by the address of the issuer of the tokens, which may be the host of the pages (RFC 8414 section 3).
${endpointTable(policy, 'is_at_issuer', '0', ({ atIssuer }) => (atIssuer ? '1' : '0'))}

# The scope of each endpoint that controls access: a token without it gets no further.
${endpointTable(policy, 'admin_scope', '', endpoint => adminScopeOf(endpoint) ?? '')}

map $request_uri $address_is_too_long {
    default 0;
    ${pattern(`~^.{${maxTargetChars + 1}}`)} 1;
}

# What a 405 says in Allow; empty where nothing is declared. Outside the API it is the SPA's files.
map "$path_form $request_path" $allowed_methods {
    default "GET, HEAD";
    ${[...byPath(policy).values()].flatMap(methodsOfPath)}
    ${pattern(`~^\\w+ ${apiPath}(?:/|$)`)} "";
}

# A name or an address (RFC 3986 section 3.2.2), less the port; HTTP/1.0 has none.
map $host $host_is_a_name {
    default 0;
    ${pattern(`~\\A(?:${hostPattern})\\z`)} 1;
}

# Bodies are JSON in UTF-8, forms where the endpoint speaks OAuth, and files of the types that an endpoint declares. Without
# a body there is no type to ask for, but a file is never missing.
${endpointTable(policy, 'body_form', 'json', bodyFormOf)}
map "$has_body $body_form $content_type" $body_type_is_declared {
    default 0;
    ${Object.keys(bodyMediaTypes).map(form => nginx`${`0 ${form} `} 1;`)}
    ${Object.entries(bodyMediaTypes).map(([form, type]) => typeOfBody(form, [type]))}
    ${policy.endpoints.flatMap(({ id, upload }) => (upload ? [typeOfBody(id, upload)] : []))}
}
${endpointTable(policy, 'is_upload', '0', ({ upload }) => (upload ? '1' : '0'))}
map "$has_body $endpoint" $has_unexpected_body {
    default 0;
    ${policy.endpoints.filter(({ maxBodyBytes }) => maxBodyBytes === 0).map(({ id }) => nginx`${`1 ${id}`} 1;`)}
}
`
}

function bodyFormOf({ id, oauth, upload }: Endpoint): string {
  if (upload) return id
  return oauth ? 'form' : 'json'
}

function typeOfBody(form: string, types: readonly string[]): Fragment {
  return nginx`${pattern(`~*\\A[01] ${literalPattern(form)} (?:${mediaTypePattern(types)})\\z`)} 1;`
}

/** The key of an endpoint in a map from `$path_form`, what else there is, and `$request_path`. */
function pathKey(endpoint: Endpoint, before = ''): Fragment {
  return new RegExp(PLAIN_PATH).test(endpoint.path)
    ? nginx`${`plain ${before}${endpoint.path}`}`
    : pattern(`~\\A\\w+ ${before}${pathPattern(endpoint)}\\z`)
}

/** One line of a map from `$path_form` and `$request_path` to methods; none where there are none to name. */
export function methodsOfPath(endpoints: readonly Endpoint[]): Fragment[] {
  const [first] = endpoints
  return first ? [nginx`${pathKey(first)} ${endpoints.flatMap(answeredMethods).join(', ')};`] : []
}
