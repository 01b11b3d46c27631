import {
  answeredMethods,
  apiPath,
  bodyMediaTypes,
  type Endpoint,
  hostPattern,
  maxTargetChars,
} from '@palisade/contracts'
import { mediaTypePattern } from '@palisade/security/request'
import { byPath, endpointTable, type Policy } from '../edge-policy.ts'
import { type Fragment, literalPattern, nginx, pattern, sections } from '../syntax.ts'

/** Segments that are written in one way only: no capitals, nothing encoded, neither `.` nor `..`. */
const PLAIN_PATH = '^(?:/\\.?[a-z0-9_~-][a-z0-9._~-]*)+$'

/**
 * `/api/orders/{orderId}` as the inner part of a regular expression, each parameter in its declared pattern.
 * @throws Error for a parameter without a pattern
 */
export function pathPattern({ path, request }: Pick<Endpoint, 'path' | 'request'>): string {
  const declared = (request.params?.properties ?? {}) as Record<string, { pattern?: string }>
  return path
    .split(/(\{\w+\})/)
    .map(part =>
      part.startsWith('{') ? segmentPattern(part, declared[part.slice(1, -1)]?.pattern) : literalPattern(part),
    )
    .join('')
}

function segmentPattern(parameter: string, pattern: string | undefined): string {
  if (pattern === undefined) throw new Error(`the parameter ${parameter} has no pattern`)
  const inner = pattern.replace(/^\^|\$$/g, '')
  return inner.includes('|') ? `(?:${inner})` : inner
}

/** routes.conf: from method and path to the endpoint, and from path to what is allowed there. */
export function renderRoutes(policy: Policy): Fragment {
  return sections(
    nginx`
# ambiguous: two servers may read two paths here, by dot segments, empty segments, backslashes, encoded or not.
# encoded: no declared path has such a character; a client that sends one tries to bypass a text comparison.
# Only a plain path is looked up by key: a map finds those at once, but without regard to case.
map $request_path $path_form {
    default other;
    ${pattern(`~${PLAIN_PATH}`)} plain;
    "~*//|\\\\|%2f|%5c|/(?:\.|%2e){1,2}(?:/|$)" ambiguous;
    "~%" encoded;
}

# Which endpoint is called.
map "$path_form $declared_method $request_path" $endpoint {
    ${policy.endpoints.map(endpoint => nginx`${pathKey(endpoint, `${endpoint.method} `)} ${endpoint.id};`)}
}
`,
    nginx`
# Limit class session: attackers try passwords and tokens there [S50, S71].
${endpointTable('is_session_endpoint', '0', [[policy.endpoints.filter(({ limit }) => limit === 'session'), '1']])}
`,
    nginx`
map $request_uri $address_is_too_long {
    default 0;
    ${pattern(`~^.{${maxTargetChars + 1}}`)} 1;
}
`,
    nginx`
# What a 405 says in Allow; empty where nothing is declared. Outside the API it is the SPA's files.
map "$path_form $request_path" $allowed_methods {
    default "GET, HEAD";
    ${[...byPath(policy).values()].flatMap(methodsOfPath)}
    ${pattern(`~^\\w+ ${apiPath}(?:/|$)`)} "";
}
`,
    nginx`
# A name or an address (RFC 3986 section 3.2.2), less the port; HTTP/1.0 has none.
map $host $host_is_a_name {
    default 0;
    ${pattern(`~\\A(?:${hostPattern})\\z`)} 1;
}
`,
    nginx`
# Endpoints with a body read JSON in UTF-8 alone. Without a body there is no type to ask for.
map "$has_body $content_type" $body_is_json {
    default 0;
    "0 " 1;
    ${pattern(`~*\\A[01] (?:${mediaTypePattern(bodyMediaTypes)})\\z`)} 1;
}
map "$has_body $endpoint" $has_unexpected_body {
    default 0;
    ${policy.endpoints.filter(({ maxBodyBytes }) => maxBodyBytes === 0).map(({ id }) => nginx`${`1 ${id}`} 1;`)}
}
`,
  )
}

/** The key of an endpoint in a map from `$path_form`, what else there is, and `$request_path`. */
function pathKey(endpoint: Endpoint, before = ''): Fragment {
  return new RegExp(PLAIN_PATH).test(endpoint.path)
    ? nginx`${`plain ${before}${endpoint.path}`}`
    : pattern(`~\\A\\w+ ${before}${pathPattern(endpoint)}\\z`)
}

/** One line of a map from `$path_form` and `$request_path` to methods; none where there are none to name. */
export function methodsOfPath(endpoints: readonly Endpoint[]): Fragment[] {
  return endpoints.slice(0, 1).map(first => {
    const methods = endpoints.flatMap(answeredMethods)
    return nginx`${pathKey(first)} ${methods.join(', ')};`
  })
}
