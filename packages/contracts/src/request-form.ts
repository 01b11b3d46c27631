import { type CookieName, cookies } from './credentials.ts'

/**
 * How long the header section of a request may be. Browsers send every cookie that other software set on a parent domain,
 * 4 KiB each, so these are far above what the API itself reads.
 */
export const headerLimits = { lineBytes: 32_768, totalBytes: 65_536 } as const

/** The longest request target: path and query. Longer ones are refused before they are parsed (414). */
export const maxTargetChars = 4_096

/**
 * The longest `User-Agent` that the API stores: those of browsers inside other apps have up to about 400 characters. The edge
 * does not forward a longer one, and a session stores all of it.
 */
export const longestUserAgent = 512

/**
 * The name of a cookie. Over HTTPS it has the prefix `__Host-`: browsers accept such a cookie only from its own host
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

const originHost = '[a-z0-9][a-z0-9._-]{0,252}(?::[0-9]{1,5})?'

/**
 * The inside of a regular expression: an origin as browsers write it (RFC 6454 section 6.1), of a host that has a name.
 * It matches neither `null` nor other schemes.
 */
export const originPattern = `https?://${originHost}`

/** The same over HTTPS alone: a tenant's own origin must use it. */
export const secureOriginPattern = `https://${originHost}`

/** The media types of bodies: JSON, or the form that OAuth requires. */
export const bodyMediaTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

/** The media type of the body of an endpoint. */
export function bodyMediaTypeOf({ oauth }: { readonly oauth?: true }): string {
  return oauth ? bodyMediaTypes.form : bodyMediaTypes.json
}
