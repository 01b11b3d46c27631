import { kidPattern } from './jwk.ts'
import { isAlgorithm } from './signature-algorithms.ts'

export const formRefusals = [
  'malformed',
  'too-long',
  'encoding',
  'duplicate-member',
  'embedded-key',
  'critical-header',
  'unencoded-payload',
  'type',
  'algorithm',
  'key-id',
] as const

export type FormRefusal = (typeof formRefusals)[number]

/** A parsed token, before verification. */
export type CompactToken = {
  readonly alg: string
  readonly kid: string
  readonly signingInput: Uint8Array
  readonly payload: Uint8Array
  readonly signature: Uint8Array
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: FormRefusal }

/** Longer than any token we issue, and short enough that parsing one costs next to nothing. */
export const longestToken = 8192

type Header = { readonly alg?: unknown; readonly typ?: unknown; readonly kid?: unknown }

const keysFromTheToken = ['jwk', 'jku', 'x5c', 'x5u', 'x5t', 'x5t#S256']
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const stringOrBrace = /("(?:[^"\\]|\\.)*")\s*(:)?|[{}]/g

/**
 * Parses a compact JWS and checks its header. It does not trust the header: `alg` and `kid` only select the key, and the caller
 * compares `alg` with the one that the key is pinned to.
 *
 * @param isType whether `typ` names the kind of token that is expected: no token passes for one of another kind
 *   (RFC 8725 §3.11). Default: an access token
 * @returns the parts, or the first reason to refuse; it never throws
 * @see RFC 7515 §5.2, RFC 7519 §7.2, RFC 8725 §3
 */
export function parseCompactToken(
  token: unknown,
  isType: (typ: unknown) => boolean = isAccessTokenType,
): Parsed<CompactToken> {
  if (typeof token !== 'string') return refuse('malformed')
  if (token.length > longestToken) return refuse('too-long')
  const parts = token.split('.')
  if (parts.length !== 3) return refuse('malformed')
  const [header, payload, signature] = parts.map(decodeBase64url)
  if (!header || !payload || !signature) return refuse('encoding')
  const parsed = parseJsonObject(header)
  if (!parsed.ok) return parsed
  const { alg, kid } = parsed.value
  const reason = refuseHeader(parsed.value, isType)
  if (reason) return refuse(reason)
  const signingInput = Buffer.from(token.slice(0, token.lastIndexOf('.')))
  return { ok: true, value: { alg: alg as string, kid: kid as string, signingInput, payload, signature } }
}

/**
 * Reads a JSON object from bytes that must be UTF-8, and refuses a member that is there twice: two parsers may each see
 * another one (RFC 7519 §4).
 */
export function parseJsonObject(bytes: Uint8Array): Parsed<Readonly<Record<string, unknown>>> {
  try {
    const text = utf8.decode(bytes)
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('malformed')
    if (hasDuplicateMembers(text)) return refuse('duplicate-member')
    return { ok: true, value: value as Record<string, unknown> }
  } catch {
    return refuse('malformed')
  }
}

/**
 * Decodes base64url as RFC 7515 §2 writes it, and refuses every other spelling of the same bytes: padding, spaces, the
 * plain alphabet, trailing bits. Otherwise one signature has several spellings, and a block list of tokens has holes.
 */
function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined
}

/** The order matters only for the logs: an attack is named before a mistake. */
function refuseHeader(header: Header, isType: (typ: unknown) => boolean): FormRefusal | undefined {
  if (keysFromTheToken.some(name => Object.hasOwn(header, name))) return 'embedded-key'
  if (Object.hasOwn(header, 'b64')) return 'unencoded-payload'
  // No extension is understood here, so every one that is critical is refused (RFC 7515 §4.1.11).
  if (Object.hasOwn(header, 'crit')) return 'critical-header'
  if (!isAlgorithm(header.alg)) return 'algorithm'
  if (!isType(header.typ)) return 'type'
  const { kid } = header
  return typeof kid === 'string' && kidPattern.test(kid) ? undefined : 'key-id'
}

/** RFC 9068 §4: `at+jwt`, or the same as a full media type, in any case (RFC 7515 §4.1.9). */
function isAccessTokenType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(?:application\/)?at\+jwt$/i.test(typ)
}

function hasDuplicateMembers(json: string): boolean {
  const open: Set<unknown>[] = []
  for (const [token, quoted, colon] of json.matchAll(stringOrBrace)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (quoted && colon) {
      // Parsed, because "sub" and "s\u0075b" are one name.
      const name: unknown = JSON.parse(quoted)
      const names = open.at(-1)
      if (names?.has(name)) return true
      names?.add(name)
    }
  }
  return false
}

function refuse(reason: FormRefusal): { readonly ok: false; readonly reason: FormRefusal } {
  return { ok: false, reason }
}
