import { apiPath, docsPath, type Endpoint } from '@palisade/contracts'
import { byPath, type Policy } from '../edge-policy.ts'
import { comment, type Fragment, nginx, sections } from '../syntax.ts'
import { passDeclaredFields } from './render-request-headers.ts'
import { safeEndpoints } from './render-safe-requests.ts'

/** endpoints.conf: one location for each endpoint, which only route.conf reaches, and the locations that lead to the API. */
export function renderEndpoints(policy: Policy): Fragment {
  const outside = [...byPath(policy).keys()].filter(path => !path.startsWith(`${apiPath}/`))
  return sections(
    nginx`
# Nginx refuses every path below this one that no endpoint declares.
location = ${apiPath} { include route.conf; }
location ${`${apiPath}/`} { include route.conf; }
${outside.map(path => nginx`location = ${path} { include route.conf; }`)}
`,
    ...policy.endpoints.map(endpoint => renderEndpoint(endpoint, policy)),
    ...[...new Set(safeEndpoints(policy).map(({ limit }) => limit))].map(safeRequests),
    nginx`
# From njs/request.js, which has compared every forwarded value.
location = /pass {
    internal;
    include to-the-api.conf;
    ${passDeclaredFields(policy)}
}
`,
  )
}

function renderEndpoint(endpoint: Endpoint, policy: Policy): Fragment {
  const { id, method, path, summary, limit, maxBodyBytes, upload } = endpoint
  return nginx`
${comment(`${id} · ${method} ${path}`)}
${comment(summary)}
location = ${`/endpoint/${id}`} {
    internal;
    include ${`../generated/limits/${limit}.conf`};
    ${maxBodyBytes > 0 ? bodyRules(maxBodyBytes) : NO_BODY}
    ${upload ? [UPLOAD, ...passDeclaredFields(policy)] : nginx`js_content request.handle;`}
}
`
}

const UPLOAD = nginx`
include upload.conf;
include to-the-api.conf;
`

function safeRequests(limit: string): Fragment {
  return nginx`
${comment(`Limit class ${limit}: safe by safe-requests.conf.`)}
location = ${`/safe/${limit}`} {
    internal;
    include ${`../generated/limits/${limit}.conf`};
    ${NO_BODY}
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    include to-the-api.conf;
}
`
}

function bodyRules(maxBodyBytes: number): Fragment {
  return nginx`
client_max_body_size ${maxBodyBytes};
if ($body_type_is_declared = 0) { return 415; }
`
}

/** hosts/: a host without the SPA leads to its documentation. */
export const TO_THE_DOCS = nginx`location = ${docsPath} { include docs.conf; }`

/** A body that HTTP/2 does not announce is seen when it comes; Nginx would take a limit of 0 for no limit. */
const NO_BODY = nginx`client_max_body_size 1;`
