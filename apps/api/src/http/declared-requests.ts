import { answeredMethods, bodyTypesOf, corsPolicy, type Endpoint, endpoints, maxTargetChars } from '@palisade/contracts'
import { type AllowListEndpoint, createAllowList, createHeaderList } from '@palisade/security/request'

const declared = Object.values<Endpoint>(endpoints)

/** The allow-list of this API, as its contracts declare it. */
export function createDeclaredRequests() {
  return createAllowList(declared.flatMap(toAllowed), { maxTargetChars })
}

/** The methods that a page of another origin may use on a path. */
export function createCrossOriginMethods(): (url: string) => readonly string[] {
  return createAllowList(declared.filter(({ crossOrigin }) => crossOrigin).flatMap(toAllowed), { maxTargetChars })
    .methodsOf
}

/** The header fields that an endpoint declares or a page may send, beside those that browsers and proxies send to everyone. */
export function createDeclaredHeaders() {
  const names = declared.flatMap(({ request }) => Object.keys(request.headers?.properties ?? {}))
  return createHeaderList([...names, ...corsPolicy.allowedHeaders])
}

function toAllowed(endpoint: Endpoint): AllowListEndpoint[] {
  const { id, path, maxBodyBytes, request } = endpoint
  const patterns = Object.entries(request.params?.properties ?? {}).flatMap(([name, schema]) =>
    'pattern' in schema ? [[name, String(schema.pattern)] as const] : [],
  )
  return answeredMethods(endpoint).map(method => ({
    id,
    method,
    path,
    contentTypes: bodyTypesOf(endpoint),
    maxBodyBytes,
    query: Object.keys(request.query?.properties ?? {}),
    pathPatterns: Object.fromEntries(patterns),
  }))
}
