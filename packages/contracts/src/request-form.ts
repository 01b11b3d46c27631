import { type CookieName, cookies } from './credentials.ts'

/**
 * How long the header section of a request may be. Browsers send every cookie that other software set on a parent domain,
 * 4 KiB each, so these are far above what the API itself reads.
 */
export const headerLimits = { lineBytes: 32_768, totalBytes: 65_536 } as const

/** The longest request target: path and query. Longer ones are refused before they are parsed (414). */
export const maxTargetChars = 4_096

/**
 * The longest name of a client (`User-Agent`) that is kept: the longest that browsers inside other apps send have about 400
 * characters. The edge forwards none that is longer, and a session remembers all of it.
 */
export const longestUserAgent = 512

/**
 * What browsers call a cookie. Over HTTPS it has the prefix `__Host-`: browsers accept such a cookie only from its own host
 * (draft-ietf-httpbis-rfc6265bis section 4.1.3.2). Without it, a page on a sibling subdomain could set the cookie for the
 * parent domain, and the SPA would continue in the session of an attacker. The prefix needs `Secure`, which Safari drops on
 * http://localhost, so there is none over HTTP.
 */
export function cookieName(name: CookieName, { isHttps }: { isHttps: boolean }): string {
  return isHttps ? `__Host-${name}` : name
}

/**
 * The regular expression that finds a declared cookie in a Cookie field. Its group `<name>_value` holds the one value in
 * the form of the credential. Values in another form are skipped, since other software may use the same name; with two in
 * that form nothing matches, because it is unclear which of them is the user's.
 */
export function cookiePattern(name: CookieName, transport: { isHttps: boolean }): string {
  const begin = `(?:.*;)? *${cookieName(name, transport)}=`
  const value = cookies[name]
  return `^(?!${begin}${value} *;${begin}${value} *(?:;|$))${begin}(?<${name}_value>${value}) *(?:;|$)`
}

/** A name or an address (RFC 3986 section 3.2.2) without the port, in lower case. */
export const hostPattern = '[a-z0-9._-]*|\\[[0-9a-f:.]+\\]'

/** What bodies are sent as. */
export const bodyMediaTypes = ['application/json'] as const
