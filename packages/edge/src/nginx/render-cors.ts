import { originPattern, secureOriginPattern } from '@palisade/contracts'
import { byPath, type Policy } from '../edge-policy.ts'
import { type Fragment, literalPattern, nginx, pattern } from '../syntax.ts'
import { headersOfEachAnswer } from './render-headers.ts'
import { methodsOfPath } from './render-routes.ts'

/** cors.conf: which methods and fields a page of another origin may send, and what it may read [S32, S38]. */
export function renderCors(policy: Policy): Fragment {
  const cors = policy.cors.production
  const names = cors.allowedHeaders.map(literalPattern).join('|')
  return nginx`
# Refuses values that are no origin of a page, such as "null": no list contains them.
map $http_origin $origin_is_well_formed {
    default 0;
    "" 1;
    ${pattern(`~\\A${originPattern}\\z`)} 1;
}

# A CORS origin that is on no list may be a tenant's own, which only the API knows. Others are refused here.
map $http_origin $unlisted_preflight {
    default refused;
    ${pattern(`~\\A${secureOriginPattern}\\z`)} forwarded;
}

# The methods that an answer to another origin may list.
map "$path_form $request_path" $cross_origin_methods {
    ${[...byPath(policy).values()].flatMap(endpoints =>
      methodsOfPath(endpoints.filter(endpoint => endpoint.crossOrigin)),
    )}
}
map $http_access_control_request_headers $preflight_headers_allowed {
    default 0;
    "" 1;
    ${pattern(`~*^(?:${names})(?: *, *(?:${names}))*$`)} 1;
}

# Empty, and then not sent at all, where the CORS origin is not allowed.
map $cors_origin $cors_credentials { "" ""; default ${cors.credentials ? 'true' : ''}; }
map $cors_origin $cors_exposed_headers { "" ""; default ${cors.exposedHeaders.join(', ')}; }
`
}

/** preflight-headers.conf: what an allowed preflight gets. */
export function renderPreflightHeaders(policy: Policy): Fragment {
  const cors = policy.cors.production
  return nginx`
${headersOfEachAnswer}
add_header Vary ${cors.vary.options};
add_header Access-Control-Allow-Origin $cors_origin;
add_header Access-Control-Allow-Credentials $cors_credentials;
add_header Access-Control-Allow-Methods $cross_origin_methods;
add_header Access-Control-Allow-Headers ${cors.allowedHeaders.join(', ')};
add_header Access-Control-Max-Age ${cors.maxAgeSeconds};
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
