import type { Endpoint } from '@palisade/contracts'
import type { Policy } from '../policy.ts'
import { comment, type Fragment, nginx, sections, word } from '../syntax.ts'
import { titleCase } from './headers.ts'
import { safeEndpoints } from './safe-requests.ts'
import { allWays, type Way } from './ways.ts'

/** endpoints.conf: one location for each endpoint, reached only by the way of route.conf, and the ways on to the API. */
export function renderEndpoints(policy: Policy): Fragment {
  return sections(
    ...policy.endpoints.map(endpoint => renderEndpoint(endpoint, policy)),
    ...[...safeEndpoints(policy).keys()].map(limit => safeRequests(limit, policy)),
    ...[...allWays(policy)].map(([name, way]) => wayToTheApi(name, way)),
  )
}

function renderEndpoint({ id, method, path, summary, limit, maxBodyBytes }: Endpoint, policy: Policy): Fragment {
  return nginx`
${comment(`${id} · ${method} ${path}`)}
${comment(summary)}
location = ${`/endpoint/${id}`} {
    internal;
    ${limitRules(limit, policy)}
    ${maxBodyBytes > 0 ? bodyRules(maxBodyBytes) : noBodyRules}
    js_content request.handle;
}
`
}

function safeRequests(limit: string, policy: Policy): Fragment {
  return nginx`
${comment(`Limit class ${limit}: safe by safe-requests.conf.`)}
location = ${`/safe/${limit}`} {
    internal;
    ${limitRules(limit, policy)}
    ${noBodyRules}
    ${NO_BODY_GOES_ON}
    include nginx/to-the-api.conf;
}
`
}

function wayToTheApi(name: string, { hasBody, headers }: Way): Fragment {
  return nginx`
${comment(`From njs/request.js, which has compared all that goes on${headers.length ? ', these fields included' : ''}.`)}
location = ${`/pass/${name}`} {
    internal;
    ${hasBody ? [nginx`proxy_set_header Content-Type $http_content_type;`] : [NO_BODY_GOES_ON]}
    include nginx/to-the-api.conf;
    ${headers.map(passHeader)}
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
const ON_TRIAL = nginx`
limit_req_dry_run on;
limit_req_log_level warn;
`

function bodyRules(maxBodyBytes: number): Fragment {
  return nginx`
client_max_body_size ${maxBodyBytes};
if ($body_is_json = 0) { return 415; }
`
}

/** A body that HTTP/2 does not announce is seen when it comes; Nginx would take a limit of 0 for no limit. */
const noBodyRules = nginx`client_max_body_size 1;`

const NO_BODY_GOES_ON = nginx`
proxy_pass_request_body off;
proxy_set_header Content-Length "";
`

/** Beyond the fields that every endpoint gets: those that this one declares. */
function passHeader(name: string): Fragment {
  return nginx`proxy_set_header ${titleCase(name)} $${word(`http_${name.toLowerCase().replaceAll('-', '_')}`)};`
}

/** to-the-api.conf: what goes on of a request, and what comes back. */
export function renderToTheApi(): Fragment {
  return nginx`
# As the client wrote it: the tables have compared exactly this.
proxy_pass http://api$request_uri;
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
proxy_set_header Authorization $http_authorization;
proxy_set_header Cookie $declared_cookie;
proxy_set_header Origin $http_origin;
proxy_set_header Sec-Fetch-Site $fetch_site;
proxy_set_header Sec-Fetch-Mode $fetch_mode;
proxy_set_header User-Agent $user_agent;

# The API says to the log whom it has verified, and to nobody else.
proxy_hide_header X-Log-Subject;
proxy_hide_header X-Log-Tenant;

# One request, one id, on every answer.
proxy_hide_header X-Request-Id;
add_header X-Request-Id $request_id always;

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
