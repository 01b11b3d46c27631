import { byPath, type Policy } from '../policy.ts'
import { type Fragment, literalPattern, nginx, pattern, sections, text } from '../syntax.ts'
import { headersOfEachAnswer } from './headers.ts'
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
map "$path_form $request_path" $cross_origin_methods {
    ${[...byPath(policy).values()].flatMap(endpoints =>
      methodsOfPath(endpoints.filter(endpoint => endpoint.crossOrigin)),
    )}
}
`,
    nginx`
map "$http_access_control_request_method of $cross_origin_methods" $preflight_method_allowed {
    default 0;
    "~^([A-Z]+) of (?:.*, )?\1(?:,|$)" 1;
}
map $http_access_control_request_headers $preflight_headers_allowed {
    default 0;
    "" 1;
    ${pattern(`~*^(?:${names})(?: *, *(?:${names}))*$`)} 1;
}
# An origin that is on no list may be a tenant's own: the API knows. What cannot be one is refused here.
map $http_origin $unlisted_preflight {
    default refused;
    "~^https://[a-z0-9][a-z0-9.-]*(?::[0-9]+)?$" asked;
}
map "$preflight_method_allowed $preflight_headers_allowed $cors_origin" $answer_to_preflight {
    default refused;
    "~^1 1 ." allowed;
    "1 1 " $unlisted_preflight;
}

# OPTIONS is a preflight when it says from where and for which method (Fetch section 3.3.2).
map "$http_origin $http_access_control_request_method" $answer_to_options {
    default "";
    "~^\S+ \S+$" $answer_to_preflight;
}
map $method $preflight { default ""; OPTIONS $answer_to_options; }
`,
  )
}

/** preflights.conf: answered here, so that they cost the API nothing, but for origins that only the API knows. */
export function renderPreflights({ cors }: Policy): Fragment {
  return nginx`
location = /preflight {
    internal;
    # Half of a browser's requests are these, and they say nothing that the request after them does not say [S39].
    access_log off;
    ${headersOfEachAnswer}
    add_header Vary ${text(cors.vary.options)};
    add_header Access-Control-Allow-Origin $cors_origin;
    add_header Access-Control-Allow-Credentials $cors_credentials;
    add_header Access-Control-Allow-Methods $cross_origin_methods;
    add_header Access-Control-Allow-Headers ${text(cors.allowedHeaders.join(', '))};
    add_header Access-Control-Max-Age ${cors.maxAgeSeconds};
    return 204;
}

# A browser keeps the answer for minutes, so that few come here, but anyone can invent origins: these are counted.
location = /preflight/asked {
    internal;
    access_log off;
    limit_req zone=system burst=20 nodelay;
    proxy_pass http://api$request_uri;
    proxy_http_version 1.1;
    proxy_pass_request_headers off;
    proxy_pass_request_body off;
    proxy_set_header Host $host;
    proxy_set_header Content-Length "";
    proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Request-Id $request_id;
    proxy_set_header Origin $http_origin;
    proxy_set_header Access-Control-Request-Method $http_access_control_request_method;
    proxy_set_header Access-Control-Request-Headers $http_access_control_request_headers;
    proxy_hide_header X-Request-Id;
    add_header X-Request-Id $request_id always;
    proxy_read_timeout 10s;
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
