import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compilePolicy, declaredPolicy } from '@palisade/edge'
import { writeFiles } from '../../infra/shared/render.ts'

/** A change of the rendered edge configuration that removes one layer. */
export type EdgeChange = (configurationFolder: string) => Promise<void>

/** The WAF accepts each inspection request without reading it. */
export const withoutWaf: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/waf.conf'), [['modsecurity on;', 'modsecurity off;']])

/** Only the API decides which pages may call: the edge forwards each preflight and lets every page pass. */
export const withoutCors: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/route.conf'), [
    ['if ($preflight = allowed) { rewrite ^ /preflight last; }', ''],
    ['if ($preflight = refused) { rewrite ^ /refused-origin last; }', ''],
    ['if ($preflight = forwarded)', 'if ($preflight)'],
    ['if ($is_from_a_foreign_page) { rewrite ^ /refused-origin last; }', ''],
    ['if ($origin_is_well_formed = 0) { rewrite ^ /refused-origin last; }', ''],
  ])

/** Every host serves every endpoint. */
export const withoutHosts: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/route.conf'), [['if ($is_elsewhere) { return 404; }', '']])

/** The edge does not read the claims of tokens. */
export const withoutClaims: EdgeChange = folder =>
  replaceIn(join(folder, 'nginx/route.conf'), [
    ['if ($claims_refusal) { rewrite ^ /problem/$claims_refusal last; }', ''],
  ])

/** Keeps the zones, with limits that no attack reaches. */
export const withoutLimits: EdgeChange = async folder => {
  const policy = declaredPolicy()
  const wide = { limit: 6_000_000, windowMs: 60_000, burst: 1_000_000 }
  const limitsPerIp = Object.fromEntries(Object.keys(policy.limitsPerIp).map(name => [name, wide]))
  await writeFiles(join(folder, 'generated'), compilePolicy({ ...policy, limitsPerIp }))
  await replaceIn(join(folder, 'nginx/edge.conf'), [['limit_conn connections 100;', 'limit_conn connections 60000;']])
}

/** The script forwards each request to the API and sends nothing to the WAF. */
export const withoutValues: EdgeChange = folder =>
  replaceIn(join(folder, 'njs/request.js'), [['function handle(r) {', "$& return end(r, 'unneeded')"]])

/**
 * Nginx accepts every path, method, size, type and header field. Declared requests still go through the
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
    ['proxy_set_header Cookie $declared_cookies;', ''],
    ['User-Agent $user_agent;', 'User-Agent $http_user_agent;'],
  ])
  await replaceIn(join(folder, 'generated/endpoints.conf'), [
    [/client_max_body_size \d+;/g, 'client_max_body_size 10m;'],
    [/if \(\$body_type_is_declared = 0\) \{ return 415; \}/g, ''],
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

/** @throws Error when the text to replace is missing, because the rendered configuration has changed */
async function replaceIn(file: string, changes: readonly (readonly [string | RegExp, string])[]): Promise<void> {
  let text = await readFile(file, 'utf8')
  for (const [from, to] of changes) {
    const changed = text.replace(from, to)
    if (changed === text) throw new Error(`no ${from} in ${file}`)
    text = changed
  }
  await writeFile(file, text)
}
