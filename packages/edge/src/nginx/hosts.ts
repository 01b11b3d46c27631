import { adminScopes, type Endpoint } from '@palisade/contracts'
import { byPath, type Policy } from '../policy.ts'
import { comment, type Fragment, literalPattern, nginx, pattern, sections } from '../syntax.ts'
import type { EdgeServer, Host } from '../topology.ts'

const descriptions = {
  everything: 'the SPA, and the API on the same origin.',
  pages: 'the SPA. It calls the API at api. of the same domain.',
  api: 'the API alone.',
  administration: 'for administrators, who have a client certificate: the SPA, and the API on the same origin.',
} as const satisfies Record<Host['serves'], string>

/** One server of nginx.conf for each host. Of those that share a port, Nginx gives the first all names that are left. */
export function renderHosts({ hosts, connectionsPerIp }: EdgeServer): Fragment {
  const others = hosts.find(({ label }) => label === '*')
  const named = hosts.filter(host => host !== others)
  return sections(
    others ? hostServer(others, connectionsPerIp) : nobodysServer(connectionsPerIp),
    ...named.map(host => hostServer(host, connectionsPerIp)),
  )
}

function nobodysServer(connectionsPerIp: number): Fragment {
  return nginx`
# Names that no host has: whoever asks for one was led here, or is looking around.
server {
    include deployment/listen-https.conf;
    include nginx/problems.conf;
    limit_conn connections ${connectionsPerIp};

    location / { return 421; }
}
`
}

function hostServer({ label, serves }: Host, connectionsPerIp: number): Fragment {
  const name = label === '*' ? [] : [nginx`server_name ${pattern(hostPattern(label))};`]
  const certified = serves === 'administration' ? [nginx`ssl_verify_client on;`] : []
  const included = {
    everything: [API, SPA],
    pages: [NO_API, SPA],
    api: [API, NOTHING_ELSE],
    administration: [API, SPA],
  }
  return nginx`
${comment(`${label === '*' ? 'Every name that no other server has' : `${label}.`}: ${descriptions[serves]}`)}
server {
    include deployment/listen-https.conf;
    ${[...name, ...certified]}
    include nginx/problems.conf;
    limit_conn connections ${connectionsPerIp};

    ${sections(...included[serves])}
}
`
}

const API = nginx`include nginx/api.conf;`

const SPA = nginx`
# All other paths are the SPA's.
include nginx/spa.conf;
`

const NO_API = nginx`location /api/ { return 404; }`

const NOTHING_ELSE = nginx`location / { return 404; }`

function hostPattern(label: string): string {
  return `~^${literalPattern(label)}\\.`
}

/** hosts.conf: what depends on the host that is asked. */
export function renderHostTables(policy: Policy, { hosts }: EdgeServer): Fragment {
  return sections(placesOfEndpoints(policy, hosts), placesOfTheApi(hosts))
}

/** More than a token is needed to reach what decides who may do what [S52]. */
function placesOfEndpoints(policy: Policy, hosts: readonly Host[]): Fragment {
  const certified = hosts.filter(({ serves }) => serves === 'administration')
  const endpoints = certified.length === 0 ? [] : policy.endpoints.filter(isForAdministrators)
  return nginx`
# Endpoints that ask for an admin scope (contracts/scopes.ts) are at the administrators' host alone, if there is one.
map "$host $endpoint" $is_elsewhere {
    default 0;
    ${certified.map(({ label }) => nginx`${pattern(hostPattern(label))} 0;`)}
    ${endpoints.map(({ id }) => nginx`${pattern(`~ ${literalPattern(id)}$`)} 1;`)}
}
`
}

/** Whether what the endpoint asks of a token is a scope that decides who may do what. */
export function isForAdministrators({ access }: Pick<Endpoint, 'access'>): boolean {
  return typeof access === 'object' && adminScopes.includes(access.scope)
}

function placesOfTheApi(hosts: readonly Host[]): Fragment {
  const apart = hosts.filter(({ serves }) => serves === 'pages').map(({ label }) => literalPattern(label))
  return nginx`
# Where the SPA of this host finds the API, and what its Content-Security-Policy lets it connect to. Empty: its own origin.
map $http_host $api_origin {
    default "";
    ${apart.map(label => nginx`${pattern(`~^${label}\\.(?<domain>[a-z0-9.-]+(?::[0-9]+)?)$`)} https://api.$domain;`)}
}
map $api_origin $connect_sources { "" "'self'"; default $api_origin; }
`
}

/** api.conf: the API, wherever it is served. `/api` as a whole is one path: what is not declared there is refused. */
export function renderApi(policy: Policy): Fragment {
  const outside = [...byPath(policy).keys()].filter(path => !path.startsWith('/api/'))
  return sections(
    nginx`
# Only what the contracts declare.
location = /api { include nginx/route.conf; }
location /api/ { include nginx/route.conf; }
${outside.map(path => nginx`location = ${path} { include nginx/route.conf; }`)}
`,
    nginx`
# Where route.conf sends what it lets pass.
include nginx/preflights.conf;
include nginx/endpoints.conf;
include nginx/inspection.conf;

# A foreign page gets 403. Only the address of its visitor is counted, as for public documents: its limits of reading and
# writing stay as they are.
location = /refused-origin {
    internal;
    limit_req zone=system burst=${policy.limitsPerIp['system']?.burst ?? 0} nodelay;
    try_files /none /problem/origin-not-allowed;
}
`,
  )
}
