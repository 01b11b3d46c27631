import { mediaTypePattern } from './media-type.ts'
import { createPathTrie } from './path-trie.ts'
import { queryFault, splitTarget } from './request-target.ts'

/** One endpoint as the contracts declare it. */
export type AllowListEndpoint = {
  readonly id: string
  readonly method: string
  /** A template such as `/api/orders/{orderId}`. */
  readonly path: string
  /** Media types of the body, in lower case; none when the endpoint takes no body. */
  readonly contentTypes: readonly string[]
  readonly maxBodyBytes: number
  /** The names of all query parameters. */
  readonly query: readonly string[]
  /** By path parameter, for each of them: a regular expression for the whole decoded segment. */
  readonly pathPatterns: Readonly<Record<string, string>>
}

export type AllowListLimits = {
  /** The longest request target, in characters: longer ones are refused before they are parsed (414). */
  readonly maxTargetChars: number
}

/** The head of a request, as it came. */
export type AllowListRequest = {
  method: string
  /** The raw request target: nothing decoded, nothing normalized. */
  url: string
  contentType?: string | undefined
  contentLength?: string | undefined
  transferEncoding?: string | undefined
}

export type AllowListRefusal =
  | 'url-too-long'
  | 'malformed-url'
  | 'path'
  | 'method'
  | 'query-parameter'
  | 'malformed-length'
  | 'too-large'
  | 'unexpected-body'
  | 'content-type'

/** `allow` comes with `method`, for the Allow field that RFC 9110 section 15.5.6 demands of a 405. */
export type AllowListResult =
  | { readonly ok: true; readonly endpoint: AllowListEndpoint }
  | { readonly ok: false; readonly reason: AllowListRefusal; readonly allow?: readonly string[] }

export type AllowList = {
  /** Checks the head of a request, before its body is read. Never throws. */
  check(request: AllowListRequest): AllowListResult
  /** The methods of the path, for preflights and the Allow field. Empty when the path is unknown. */
  methodsOf(url: string): readonly string[]
}

type Entry = {
  readonly accepted: AllowListResult
  readonly maxBodyBytes: number
  /** Absent where no body is accepted. */
  readonly contentType: RegExp | undefined
  readonly query: ReadonlySet<string>
}
type Resource = { readonly entries: Map<string, Entry>; methods: readonly string[]; wrongMethod: AllowListResult }

const SEGMENT = String.raw`(?:[A-Za-z0-9._~-]+|\{[A-Za-z]\w*\})`
const TEMPLATE = new RegExp(`^/(?:${SEGMENT}(?:/${SEGMENT})*)?$`)
const LENGTH = /^\d{1,15}$/
const NO_METHODS: readonly string[] = Object.freeze([])

/**
 * Compiles the declared endpoints into the list of acceptable requests [S53] [S56] [S57].
 *
 * @throws Error for a path that is no template, a parameter without a pattern, a pattern that is no regular expression, or
 *   an endpoint declared twice
 */
export function createAllowList(
  endpoints: readonly AllowListEndpoint[],
  { maxTargetChars }: AllowListLimits,
): AllowList {
  const resources = createPathTrie<Resource>()
  const largestBody = Math.max(0, ...endpoints.map(({ maxBodyBytes }) => maxBodyBytes))
  for (const endpoint of endpoints) {
    if (!TEMPLATE.test(endpoint.path)) throw new Error(`${endpoint.id}: "${endpoint.path}" is no path template`)
    addEntry(resources.at(endpoint.path, endpoint.pathPatterns, createResource), endpoint)
  }

  return {
    check(request) {
      // Like every HTTP server, report these faults before those of the path.
      if (!isWellFramed(request)) return refuse('malformed-length')
      if (Number(request.contentLength ?? 0) > largestBody) return refuse('too-large')
      if (request.url.length > maxTargetChars) return refuse('url-too-long')
      const declared = resources.findFixed(request.url)
      if (declared !== undefined) return judge(request, declared, '')
      const target = splitTarget(request.url, maxTargetChars)
      if (target === undefined) return refuse('malformed-url')
      const resource = resources.find(target.path)
      return resource === undefined ? refuse('path') : judge(request, resource, target.query)
    },
    methodsOf(url) {
      const target = splitTarget(url, maxTargetChars)
      return (target && resources.find(target.path)?.methods) ?? NO_METHODS
    },
  }
}

function judge(request: AllowListRequest, resource: Resource, query: string): AllowListResult {
  const entry = resource.entries.get(request.method)
  if (entry === undefined) return resource.wrongMethod
  const fault = bodyFault(request, entry) ?? queryFault(query, entry.query)
  return fault === undefined ? entry.accepted : refuse(fault)
}

function createResource(): Resource {
  return { entries: new Map(), methods: NO_METHODS, wrongMethod: refuse('method') }
}

function addEntry(resource: Resource, endpoint: AllowListEndpoint): void {
  if (resource.entries.has(endpoint.method))
    throw new Error(`${endpoint.id}: ${endpoint.method} ${endpoint.path} is declared twice`)
  resource.entries.set(endpoint.method, {
    accepted: Object.freeze({ ok: true, endpoint }),
    maxBodyBytes: endpoint.maxBodyBytes,
    contentType: endpoint.contentTypes.length
      ? new RegExp(`^(?:${mediaTypePattern(endpoint.contentTypes)})$`, 'i')
      : undefined,
    query: new Set(endpoint.query),
  })
  resource.methods = Object.freeze([...resource.entries.keys()])
  resource.wrongMethod = Object.freeze({ ok: false, reason: 'method', allow: resource.methods })
}

/** Checks what the head declares about the body. The length of a chunked body is not known yet: its reader enforces the limit. */
function bodyFault(
  request: AllowListRequest,
  { contentType: expected, maxBodyBytes }: Entry,
): AllowListRefusal | undefined {
  const { contentLength = '0', contentType, transferEncoding } = request
  const hasBody = transferEncoding !== undefined || Number(contentLength) > 0
  if (expected === undefined) return hasBody ? 'unexpected-body' : undefined
  if (Number(contentLength) > maxBodyBytes) return 'too-large'
  if (!contentType) return hasBody ? 'content-type' : undefined
  return expected.test(contentType) ? undefined : 'content-type'
}

/** RFC 9112 section 6.1: a length and chunks at once are how requests are smuggled. No client needs another coding. */
function isWellFramed({ contentLength, transferEncoding }: AllowListRequest): boolean {
  if (transferEncoding === undefined) return contentLength === undefined || LENGTH.test(contentLength)
  return contentLength === undefined && transferEncoding.toLowerCase() === 'chunked'
}

function refuse(reason: AllowListRefusal): AllowListResult {
  return { ok: false, reason }
}
