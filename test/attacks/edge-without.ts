import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compilePolicy, declaredPolicy } from '@palisade/edge'
import { writeFiles } from '../../infra/shared/render.ts'

/** What is changed in the rendered configuration of an edge so that it lacks one of its layers. */
export type EdgeChange = (configurationFolder: string) => Promise<void>

/** The WAF answers each inspection request, and has read nothing in it. */
export const withoutWaf: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/waf.conf'), [['modsecurity on;', 'modsecurity off;']])

/** The API alone says which pages may call: the edge asks for each preflight, and lets every page pass. */
export const withoutCors: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/route.conf'), [
    ['if ($preflight = allowed) { rewrite ^ /preflight last; }', ''],
    ['if ($preflight = refused) { rewrite ^ /refused-origin last; }', ''],
    ['if ($preflight = forwarded)', 'if ($preflight)'],
    ['if ($is_from_a_foreign_page) { rewrite ^ /refused-origin last; }', ''],
    ['if ($origin_is_well_formed = 0) { rewrite ^ /refused-origin last; }', ''],
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
export const withoutLimits: EdgeChange = async folder => {
  const policy = declaredPolicy()
  const wide = { limit: 6_000_000, windowMs: 60_000, burst: 1_000_000 }
  const limitsPerIp = Object.fromEntries(Object.keys(policy.limitsPerIp).map(name => [name, wide]))
  await writeFiles(join(folder, 'generated'), compilePolicy({ ...policy, limitsPerIp }))
  await replaceIn(join(folder, 'nginx/edge.conf'), [['limit_conn connections 100;', 'limit_conn connections 60000;']])
}

/** The script lets each request pass on to the API, and sends nothing to the WAF. */
export const withoutValues: EdgeChange = folder =>
  replaceIn(join(folder, 'njs/request.js'), [['const uri = await nextStep(r)', "const uri = '/pass'"]])

/**
 * Nginx compares nothing: every path, method, size, type and header field goes on. Declared requests still go through the
 * script, and their texts to the WAF; all others go straight to the API.
 */
export const withoutAllowList: EdgeChange = async folder => {
  await replaceIn(join(folder, 'generated/http.conf'), [[/client_max_body_size \d+;/, 'client_max_body_size 10m;']])
  await replaceIn(join(folder, 'nginx/route.conf'), [
    ['if ($address_is_too_long) { return 414; }', ''],
    ['if ($host_is_a_name = 0) { return 400; }', ''],
    ['if ($path_form = ambiguous) { return 400; }', ''],
    ['if ($path_form = encoded) { return 400; }', ''],
    ['if ($allowed_methods = "") { return 404; }', ''],
    ['if ($endpoint = "") { return 405; }', ''],
    ['if ($authorization_refusal) { rewrite ^ /problem/$authorization_refusal last; }', ''],
    ['if ($has_unexpected_body) { return 400; }', ''],
    ['if ($safe_class) { rewrite ^ /safe/$safe_class last; }', ''],
    ['rewrite ^ /endpoint/$endpoint last;', 'if ($endpoint = "") { rewrite ^ /endpoint/undeclared last; }\n$&'],
  ])
  await replaceIn(join(folder, 'nginx/to-the-api.conf'), [
    ['proxy_pass_request_headers off;', ''],
    ['proxy_set_header Cookie $declared_cookie;', ''],
    ['User-Agent $user_agent;', 'User-Agent $http_user_agent;'],
  ])
  await replaceIn(join(folder, 'generated/endpoints.conf'), [
    [/client_max_body_size \d+;/g, 'client_max_body_size 10m;'],
    [/if \(\$body_is_json = 0\) \{ return 415; \}/g, ''],
    [/$/, UNDECLARED],
  ])
}

const UNDECLARED = `
location = /endpoint/undeclared {
    internal;
    include ../generated/limits/read.conf;
    client_max_body_size 10m;
    include to-the-api.conf;
}
`

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
