const CHARSET_UTF8 = /^charset="?utf-8"?$/
const BOUNDARY = /^boundary="?[a-z0-9'()+_,./:=? -]{1,70}"?$/ // RFC 2046 section 5.1.1

/**
 * Whether a Content-Type field names one of the media types (RFC 9110 section 8.3.1). Of the parameters only
 * `charset=utf-8`, and `boundary` of multipart, are let through: a body in UTF-16 or UTF-7 reads otherwise to a WAF than
 * to a parser.
 */
export function isAllowedMediaType(field: string, allowed: ReadonlySet<string>): boolean {
  if (allowed.has(field)) return true
  const [type = '', ...parameters] = field
    .toLowerCase()
    .split(';')
    .map(part => part.trim())
  if (!allowed.has(type)) return false
  const isMultipart = type.startsWith('multipart/')
  return parameters.every(parameter => (isMultipart ? BOUNDARY : CHARSET_UTF8).test(parameter))
}
