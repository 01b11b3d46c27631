import { type Endpoint, endpoints } from '@palisade/contracts'
import { type AllowListEndpoint, createAllowList, createHeaderList } from '@palisade/security/waf'

/** The allow-list of this API, as its contracts declare it. */
export function createDeclaredRequests() {
  return createAllowList(Object.values<Endpoint>(endpoints).map(toAllowed))
}

/** The header fields that an endpoint declares, beside those that browsers and proxies send to everyone. */
export function createDeclaredHeaders() {
  return createHeaderList(
    Object.values<Endpoint>(endpoints).flatMap(({ request }) => Object.keys(request.headers?.properties ?? {})),
  )
}

function toAllowed({ id, method, path, maxBodyBytes, request }: Endpoint): AllowListEndpoint {
  const patterns = Object.entries(request.params?.properties ?? {}).flatMap(([name, schema]) =>
    'pattern' in schema ? [[name, String(schema.pattern)] as const] : [],
  )
  return {
    id,
    method,
    path,
    contentTypes: maxBodyBytes > 0 ? ['application/json'] : [],
    maxBodyBytes,
    query: Object.keys(request.query?.properties ?? {}),
    pathPatterns: Object.fromEntries(patterns),
  }
}
