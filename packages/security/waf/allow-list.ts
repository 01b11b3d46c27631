import { isAllowedMediaType } from './media-type.ts'
import { createPathTrie } from './path-trie.ts'
import { MAX_TARGET_CHARS, queryFault, splitTarget } from './request-target.ts'

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
  /** By parameter: a regular expression for the whole segment. Default: up to 128 letters, digits, `_`, `~` and `-`. */
  readonly pathPatterns?: Readonly<Record<string, string>> | undefined
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
  | 'length-required'
  | 'malformed-length'
  | 'too-large'
  | 'unexpected-body'
  | 'content-type'

/** `allow` comes with `method`, for the Allow field that RFC 9110 section 15.5.6 demands of a 405. */
export type AllowListResult =
  | { readonly ok: true; readonly endpoint: AllowListEndpoint }
  | { readonly ok: false; readonly reason: AllowListRefusal; readonly allow?: readonly string[] }

export type AllowList = {
  /** Judges the head of a request, before its body is read. Never throws. */
  check(request: AllowListRequest): AllowListResult
  /** The methods of the path, for preflights and the Allow field. Empty when the path is unknown. */
  methodsOf(url: string): readonly string[]
}

type Entry = {
  readonly accepted: AllowListResult
  readonly maxBodyBytes: number
  readonly contentTypes: ReadonlySet<string>
  readonly query: ReadonlySet<string>
}
type Resource = { readonly entries: Map<string, Entry>; methods: readonly string[]; wrongMethod: AllowListResult }

const SEGMENT = String.raw`(?:[A-Za-z0-9._~-]+|\{[A-Za-z]\w*\})`
const TEMPLATE = new RegExp(`^/(?:${SEGMENT}(?:/${SEGMENT})*)?$`)
const LENGTH = /^\d{1,15}$/
const NO_METHODS: readonly string[] = Object.freeze([])

/**
 * Compiles the declared endpoints into the list of what may be asked at all [S53] [S56] [S57].
 *
 * @throws Error for a path that is no template, a pattern that is no regular expression, or an endpoint declared twice
 */
export function createAllowList(endpoints: readonly AllowListEndpoint[]): AllowList {
  const resources = createPathTrie<Resource>()
  for (const endpoint of endpoints) {
    if (!TEMPLATE.test(endpoint.path)) throw new Error(`${endpoint.id}: "${endpoint.path}" is no path template`)
    addEntry(resources.at(endpoint.path, endpoint.pathPatterns ?? {}, createResource), endpoint)
  }

  return {
    check(request) {
      if (request.url.length > MAX_TARGET_CHARS) return refuse('url-too-long')
      const declared = resources.findFixed(request.url)
      if (declared !== undefined) return judge(request, declared, '')
      const target = splitTarget(request.url)
      if (target === undefined) return refuse('malformed-url')
      const resource = resources.find(target.path)
      return resource === undefined ? refuse('path') : judge(request, resource, target.query)
    },
    methodsOf(url) {
      const target = splitTarget(url)
      return (target && resources.find(target.path)?.methods) ?? NO_METHODS
    },
  }
}

function judge(request: AllowListRequest, resource: Resource, query: string): AllowListResult {
  const entry = resource.entries.get(request.method)
  if (entry === undefined) return resource.wrongMethod
  const fault = queryFault(query, entry.query) ?? bodyFault(request, entry)
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
    contentTypes: new Set(endpoint.contentTypes),
    query: new Set(endpoint.query),
  })
  resource.methods = Object.freeze([...resource.entries.keys()])
  resource.wrongMethod = Object.freeze({ ok: false, reason: 'method', allow: resource.methods })
}

/** What the head says of the body. A body without a length is refused: the limit has to be known before it is read. */
function bodyFault(request: AllowListRequest, entry: Entry): AllowListRefusal | undefined {
  const { contentLength, contentType, transferEncoding } = request
  // RFC 9112 section 6.1: both at once is how requests are smuggled.
  if (transferEncoding !== undefined) return contentLength === undefined ? 'length-required' : 'malformed-length'
  if (contentLength === undefined || contentLength === '0') return undefined
  if (!LENGTH.test(contentLength)) return 'malformed-length'
  if (entry.contentTypes.size === 0) return 'unexpected-body'
  if (Number(contentLength) > entry.maxBodyBytes) return 'too-large'
  return contentType !== undefined && isAllowedMediaType(contentType, entry.contentTypes) ? undefined : 'content-type'
}

function refuse(reason: AllowListRefusal): AllowListResult {
  return { ok: false, reason }
}
