import { nginx, pattern, text } from '../nginx-syntax.ts'
import { byPath, type Policy } from '../policy.ts'
import { type Fragment, literalPattern, sections } from '../syntax.ts'
import { methodsOfPath } from './routes.ts'

/** cors.conf: which origin may read an answer of the edge itself, and what a preflight gets [S32, S38]. */
export function renderCors(policy: Policy): Fragment {
  const { cors } = policy
  const names = cors.allowedHeaders.map(literalPattern).join('|')
  return sections(
    nginx`
# A browser's page may be on an origin of other sites that the environment lists, or on the SPA's own.
map "$http_origin $public_origin" $cors_origin {
    default $listed_origin;
    "~^(\S+) \1$" $http_origin;
}
`,
    nginx`
# Empty, and then not sent at all, where the origin is not allowed.
map $cors_origin $cors_credentials { "" ""; default ${cors.credentials ? 'true' : ''}; }
map $cors_origin $cors_exposed_headers { "" ""; default ${text(cors.exposedHeaders.join(', '))}; }
`,
    nginx`
# The methods that a browser of another origin may be told of.
map $request_path $cross_origin_methods {
    ${[...byPath(policy).values()].flatMap(endpoints =>
      methodsOfPath(endpoints.filter(endpoint => endpoint.crossOrigin)),
    )}
}
`,
    nginx`
# OPTIONS is a preflight when it says from where and for which method (Fetch section 3.3.2).
map "$method $http_origin $http_access_control_request_method" $is_preflight {
    default 0;
    "~^OPTIONS \S+ \S+$" 1;
}
map "$http_access_control_request_method of $cross_origin_methods" $preflight_method_allowed {
    default 0;
    "~^([A-Z]+) of (?:.*, )?\1(?:,|$)" 1;
}
map $http_access_control_request_headers $preflight_headers_allowed {
    default 0;
    "" 1;
    ${pattern(`~*^(?:${names})(?: *, *(?:${names}))*$`)} 1;
}
map "$is_preflight $preflight_method_allowed $preflight_headers_allowed $cors_origin" $preflight {
    "~^1 1 1 ." allowed;
    "~^1" refused;
}
`,
  )
}

/** preflights.conf: answered here, so that they cost the API nothing. */
export function renderPreflights(policy: Policy): Fragment {
  const { cors } = policy
  return nginx`
location = /preflight {
    internal;
    # Half of a browser's requests are these, and they say nothing that the request after them does not say [S39].
    access_log off;
    include nginx/headers-of-data.conf;
    add_header Access-Control-Allow-Methods $cross_origin_methods;
    add_header Access-Control-Allow-Headers ${text(cors.allowedHeaders.join(', '))};
    add_header Access-Control-Max-Age ${cors.maxAgeSeconds};
    add_header Vary ${text(cors.vary.options.replace(/^Origin, /, ''))};
    return 204;
}
`
}

/** origins/<environment>.conf: other sites, from contracts/cors.ts. The deployment includes one of these files. */
export function renderOrigins(origins: readonly string[]): Fragment {
  return nginx`
# Exact: a plain key would match in any case.
map $http_origin $listed_origin {
    ${origins.map(origin => nginx`${pattern(`~^${literalPattern(origin)}$`)} $http_origin;`)}
}
`
}
