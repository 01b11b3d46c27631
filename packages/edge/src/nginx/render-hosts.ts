import { docsPath, realm } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import { adminScopeOf, type Policy } from '../edge-policy.ts'
import { comment, type Fragment, literalPattern, nginx, pattern, sections, text, variable } from '../syntax.ts'
import type { EdgeServer, Host } from '../topology.ts'

const descriptions = {
  everything: 'the SPA, and the API on the same origin.',
  pages: 'the SPA. It calls the API at api. of the same domain.',
  api: 'the API alone.',
  administration: 'for administrators, who have a client certificate: the SPA, and the API on the same origin.',
} as const satisfies Record<Host['serves'], string>

/** hosts.conf: a server for each host, and what depends on the host. */
export function renderHosts(policy: Policy, { hosts, connectionsPerIp }: EdgeServer): Fragment {
  // Of servers that share a port, Nginx gives the first all names that are left.
  const named = hosts.filter(({ label }) => label !== '*')
  const others = hosts.filter(({ label }) => label === '*')
  return sections(
    nginx`limit_conn connections ${connectionsPerIp};`,
    placesOfEndpoints(policy, hosts),
    placesOfTheApi(hosts),
    ...(others.length > 0 ? others.map(hostServer) : [NOBODYS_SERVER]),
    ...named.map(hostServer),
  )
}

const NOBODYS_SERVER = nginx`
# Names that no host has. A client that asks for one was redirected here, or is scanning.
server {
    include ../generated/deployment/listen-https.conf;
    include ../generated/problems.conf;

    location / { return 421; }
}
`

const API = nginx`include api.conf;`
const SPA = nginx`include spa.conf;`
const CERTIFIED = nginx`
include ../generated/deployment/client-authorities.conf;
ssl_verify_client on;
`

const TO_DOCS = nginx`
# The type of a problem leads here. A browser keeps the part after # when it is redirected (RFC 9110 section 10.2.2).
location = ${docsPath} {
    if ($path_form = ambiguous) { return 400; }
    if ($request_method !~ "^(?:GET|HEAD)$") { return 405; }
    if ($pages_origin = "") { return 404; }
    include ../generated/headers-of-data.conf;
    return 308 ${text(variable('pages_origin'), docsPath)};
}
`

const included = {
  everything: [API, SPA],
  pages: [nginx`location /api/ { return 404; }`, SPA],
  api: [API, TO_DOCS, nginx`location / { return 404; }`],
  administration: [CERTIFIED, API, SPA],
} as const satisfies Record<Host['serves'], readonly Fragment[]>

function hostServer({ label, serves }: Host): Fragment {
  const isNamed = label !== '*'
  return nginx`
${comment(`${isNamed ? `${label}.` : 'Every name that no other server has'}: ${descriptions[serves]}`)}
server {
    include ../generated/deployment/listen-https.conf;
    ${isNamed ? [nginx`server_name ${pattern(hostPattern(label))};`] : []}
    include ../generated/problems.conf;
    ${included[serves]}
}
`
}

function hostPattern(label: string): string {
  return `~^${literalPattern(label)}\\.`
}

/** More than a token is needed to reach what decides who may do what [S52]. */
function placesOfEndpoints(policy: Policy, hosts: readonly Host[]): Fragment {
  const certified = hosts.filter(({ serves }) => serves === 'administration')
  const endpoints = certified.length === 0 ? [] : policy.endpoints.filter(adminScopeOf)
  return nginx`
# Endpoints that ask for an admin scope (contracts/scopes.ts) are at the administrators' host alone, if there is one.
map "$host $endpoint" $is_elsewhere {
    default 0;
    ${certified.map(({ label }) => nginx`${pattern(hostPattern(label))} 0;`)}
    ${endpoints.map(({ id }) => nginx`${pattern(`~ ${literalPattern(id)}$`)} 1;`)}
}
`
}

function placesOfTheApi(hosts: readonly Host[]): Fragment {
  const apart = hosts.filter(({ serves }) => serves === 'pages').map(({ label }) => literalPattern(label))
  return nginx`
# Where the SPA of this host finds the API, and what its Content-Security-Policy lets it connect to. Empty: its own origin.
map $http_host $api_origin {
    default "";
    ${apart.map(label => nginx`${hostBelow(label, 'domain')} https://api.$domain;`)}
}
map $api_origin $connect_sources { "" "'self'"; default $api_origin; }

# Where the documentation is, seen from a host that serves the API alone. Empty: on this host, or nowhere.
map $http_host $pages_origin {
    default "";
    ${pagesOfApiHosts(hosts)}
}
`
}

function pagesOfApiHosts(hosts: readonly Host[]): Fragment[] {
  const pages = hosts.find(({ serves }) => serves === 'pages')
  if (!pages) return []
  const apiHosts = hosts.filter(({ serves }) => serves === 'api').map(({ label }) => literalPattern(label))
  const origin = text(`https://${pages.label}.`, variable('pages_domain'))
  return apiHosts.map(label => nginx`${hostBelow(label, 'pages_domain')} ${origin};`)
}

/** Matches the host with this label and captures the rest of its name, with the port. */
function hostBelow(label: string, capture: string): Fragment {
  return pattern(`~^${label}\\.(?<${capture}>[a-z0-9.-]+(?::[0-9]+)?)$`)
}

/** admin-scopes.conf: the scope of each endpoint that decides who may do what; a token without it gets no further. */
export function renderAdminScopes({ endpoints }: Policy): Fragment {
  const required = endpoints.flatMap(endpoint => {
    const scope = adminScopeOf(endpoint)
    return scope ? [{ id: endpoint.id, scope }] : []
  })
  return nginx`
map $endpoint $admin_scope {
    default "";
    ${required.map(({ id, scope }) => nginx`${id} ${scope};`)}
}
map $admin_scope $scope_challenge {
    ${[...new Set(required.map(({ scope }) => scope))].map(scope => {
      const challenge = bearerChallenge(realm, { error: 'insufficient_scope', scope: [scope] })
      return nginx`${scope} ${text(challenge)};`
    })}
}
`
}
