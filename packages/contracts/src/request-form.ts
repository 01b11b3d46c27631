import { type CookieName, cookies } from './credentials.ts'

/**
 * How long the header section of a request may be. Browsers send every cookie that other software set on a parent domain,
 * 4 KiB each, so these are far above what the API itself reads.
 */
export const headerLimits = { lineBytes: 32_768, totalBytes: 65_536 } as const

/** The longest request target: path and query. Longer ones are refused before they are parsed (414). */
export const maxTargetChars = 4_096

/**
 * The regular expression that finds a declared cookie in a Cookie field. Its group `<name>_value` is the first value in the
 * form of the credential: what other software set under the same name is skipped, not refused.
 */
export function cookiePattern(name: CookieName): string {
  return `(?:^|;) *${name}=(?<${name}_value>${cookies[name]}) *(?:;|$)`
}

/** A name or an address (RFC 3986 section 3.2.2) without the port, in lower case. */
export const hostPattern = '[a-z0-9._-]*|\\[[0-9a-f:.]+\\]'

/** What bodies are sent as. */
export const bodyMediaTypes = ['application/json'] as const
