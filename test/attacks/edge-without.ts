import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Endpoint, endpoints, limitClasses } from '@palisade/contracts'
import { compilePolicy, declaredPolicy, type Topology } from '@palisade/edge'
import { writeFiles } from '../../infra/shared/render.ts'

/** What is changed in the rendered configuration of an edge so that it lacks one of its layers. */
export type EdgeChange = (configurationFolder: string, topology: Topology) => Promise<void>

/** The WAF's server hands on what it gets, unread. */
export const withoutWaf: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/waf.conf'), [['modsecurity on;', 'modsecurity off;']])

/** Preflights are the API's matter alone. */
export const withoutCors: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/route.conf'), [
    ['if ($preflight = allowed) { rewrite ^ /preflight last; }', ''],
    ['if ($preflight = refused) { rewrite ^ /problem/origin-not-allowed last; }', ''],
    ['if ($preflight = asked)', 'if ($preflight)'],
  ])

/** Every host has every endpoint. */
export const withoutHosts: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/route.conf'), [['if ($is_elsewhere) { return 404; }', '']])

/** No token is looked into. */
export const withoutClaims: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/route.conf'), [
    ['if ($claims_refusal) { rewrite ^ /problem/$claims_refusal last; }', ''],
  ])

/** The same zones, so wide that nobody fills them. */
export const withoutLimits: EdgeChange = async (folder, { name, servers: { edge } }) => {
  const policy = declaredPolicy()
  const wide = { limit: 6_000_000, windowMs: 60_000, burst: 1_000_000 }
  const limitsPerIp = Object.fromEntries(Object.keys(policy.limitsPerIp).map(name => [name, wide]))
  await writeFiles(folder, compilePolicy({ ...policy, limitsPerIp }, { ...edge, connectionsPerIp: 60_000 }, name))
}

/** Every path, method, header and body goes on to the WAF; what is declared is still counted by its class. */
export const withoutAllowList: EdgeChange = async folder => {
  await replaceIn(join(folder, 'nginx.conf'), [[/client_max_body_size \d+;/, 'client_max_body_size 10m;']])
  await replaceIn(join(folder, 'nginx/route.conf'), [
    ['if ($address_is_too_long) { return 414; }', ''],
    ['if ($path_form = ambiguous) { return 400; }', ''],
    ['if ($path_form = encoded) { return 400; }', ''],
    ['if ($allowed_methods = "") { return 404; }', ''],
    ['if ($endpoint = "") { return 405; }', ''],
    // Nor is anything proven by its form any more.
    ['if ($query_form = refused) { rewrite ^ /problem/validation-failed last; }', ''],
    ['if ($proven_class) { rewrite ^ /proven/$proven_class last; }', ''],
    ['rewrite ^ /endpoint/$endpoint last;', 'if ($endpoint = "") { rewrite ^ /endpoint/undeclared last; }\n$&'],
  ])
  const declared = Object.values<Endpoint>(endpoints).map(({ id, limit }) => [id, limit] as const)
  const locations = [...declared, ['undeclared', 'read'] as const].map(([id, limit]) => openLocation(id, limit))
  await writeFile(join(folder, 'nginx/endpoints.conf'), locations.join('\n'))
}

function openLocation(id: string, limit: Endpoint['limit']): string {
  return `location = /endpoint/${id} {
    internal;
    limit_req zone=${limit} burst=${limitClasses[limit].perIp.burst} nodelay;
    client_max_body_size 10m;
    proxy_pass http://waf$request_uri;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Request-Id $request_id;
    proxy_set_header Connection "";
    # Nothing is proven: the rules look at everything.
    proxy_set_header X-Edge-Endpoint "";
    proxy_set_header X-Edge-Proven "";
    proxy_hide_header X-Request-Id;
    add_header X-Request-Id $request_id always;
    proxy_read_timeout 35s;
}
`
}

/** @throws Error when there is nothing to replace: the edge is rendered in another way now */
async function replaceIn(file: string, changes: readonly (readonly [string | RegExp, string])[]): Promise<void> {
  let text = await readFile(file, 'utf8')
  for (const [from, to] of changes) {
    const changed = text.replace(from, to)
    if (changed === text) throw new Error(`no ${from} in ${file}`)
    text = changed
  }
  await writeFile(file, text)
}
