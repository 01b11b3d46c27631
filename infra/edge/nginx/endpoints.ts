import type { Endpoint } from '@palisade/contracts'
import { nginx, word } from '../nginx-syntax.ts'
import type { Policy } from '../policy.ts'
import { comment, type Fragment, sections } from '../syntax.ts'
import { titleCase } from './headers.ts'
import { fastEndpoints } from './proofs.ts'
import { strictHeaders } from './strict-headers.ts'

/** endpoints.conf: one location for each endpoint, reached only by the way of route.conf. */
export function renderEndpoints(policy: Policy): Fragment {
  return sections(
    ...policy.endpoints.map(endpoint => renderEndpoint(endpoint, policy)),
    ...[...fastEndpoints(policy).keys()].map(limit => provenRequests(limit, policy)),
  )
}

function renderEndpoint(endpoint: Endpoint, policy: Policy): Fragment {
  const { id, method, path, summary, limit } = endpoint
  return nginx`
${comment(`${id} · ${method} ${path}`)}
${comment(summary)}
location = ${`/endpoint/${id}`} {
    internal;
    ${limitRules(limit, policy)}
    ${endpoint.maxBodyBytes > 0 ? bodyRules(endpoint.maxBodyBytes) : noBodyRules()}
    include nginx/to-the-waf.conf;
    ${declaredHeaders(endpoint).map(passHeader)}
}
`
}

/** Without a body and without fields of their own, requests of one limit class go to the API in the same way. */
function provenRequests(limit: string, policy: Policy): Fragment {
  return nginx`
${comment(`Limit class ${limit}: proven by proofs.conf, and so past ModSecurity.`)}
location = ${`/proven/${limit}`} {
    internal;
    ${limitRules(limit, policy)}
    ${noBodyRules()}
    include nginx/to-the-api.conf;
}
`
}

function limitRules(limit: string, { limitsPerIp }: Policy): Fragment {
  return nginx`
limit_req zone=${word(limit)} burst=${limitsPerIp[limit]?.burst ?? 0} nodelay;
${limitsPerIp[limit]?.mode === 'shadow' ? [ON_TRIAL] : []}
`
}

/** Nginx writes into its error log what it would have refused. */
const ON_TRIAL = nginx`limit_req_dry_run on;`

function bodyRules(maxBodyBytes: number): Fragment {
  return nginx`
client_max_body_size ${maxBodyBytes};
if ($body_is_json = 0) { return 415; }
`
}

/** A body that HTTP/2 does not announce is seen when it comes; Nginx would take a limit of 0 for no limit. */
function noBodyRules(): Fragment {
  return nginx`
client_max_body_size 1;
if ($has_body) { return 400; }
proxy_pass_request_body off;
proxy_set_header Content-Length "";
`
}

/** Beyond the fields that every endpoint gets: those that this one declares, and cookies where it reads one. */
export function declaredHeaders({ cookie, request }: Endpoint): readonly string[] {
  const declared = Object.keys(request.headers?.properties ?? {})
  return cookie === undefined ? declared : ['cookie', ...declared]
}

function passHeader(name: string): Fragment {
  const variable = word(`http_${name.toLowerCase().replaceAll('-', '_')}`)
  return nginx`proxy_set_header ${titleCase(name)} $${variable};`
}

/** What ModSecurity's rules ask for, and write down when they block. The API never gets these. */
export const toldToTheWaf = nginx`
proxy_set_header X-Edge-Endpoint $endpoint;
proxy_set_header X-Edge-Proven $proven_body;
proxy_set_header X-Edge-Subject $subject_for_the_waf;
proxy_set_header X-Edge-Tenant $tenant_for_the_waf;
`

/** to-the-waf.conf: how a request goes on that the Core Rule Set is to read. */
export function renderToTheWaf(): Fragment {
  return nginx`
# As the client wrote it: routes.conf has compared exactly this.
proxy_pass http://waf$request_uri;
include nginx/passed-on.conf;
${toldToTheWaf}
proxy_send_timeout 10s;
proxy_read_timeout 35s;
`
}

/** to-the-api.conf: how a request goes on that is proven. */
export function renderToTheApi(): Fragment {
  return nginx`
# As the client wrote it: proofs.conf has compared exactly this.
proxy_pass http://api$request_uri;
include nginx/passed-on.conf;
${apiHop()}
`
}

/** What holds wherever the API is asked. */
export function apiHop(): Fragment {
  return nginx`
# Nobody behind this server sends requests to places of its own choosing.
proxy_ignore_headers X-Accel-Redirect X-Accel-Buffering X-Accel-Charset X-Accel-Expires X-Accel-Limit-Rate;
proxy_hide_header X-Accel-Redirect;
proxy_connect_timeout 2s;
proxy_send_timeout 10s;
proxy_read_timeout 30s;
`
}

/** passed-on.conf: what goes on of a request, and what comes back, in both ways. */
export function renderPassedOn(): Fragment {
  const passed = Object.keys(strictHeaders).filter(name => name !== 'host')
  return nginx`
proxy_http_version 1.1;

# The edge alone says who called, and from where; whatever the client claims in such fields is not passed on.
proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Forwarded-Host $host;
proxy_set_header X-Request-Id $request_id;
proxy_set_header Connection "";

# Of the client's own fields these go on, and those that the endpoint declares, and no others.
proxy_pass_request_headers off;
${passed.map(passHeader)}

# The API says to the log whom it has verified, and to nobody else.
proxy_hide_header X-Log-Subject;
proxy_hide_header X-Log-Tenant;

# One request, one id, on every answer.
proxy_hide_header X-Request-Id;
add_header X-Request-Id $request_id always;
`
}
