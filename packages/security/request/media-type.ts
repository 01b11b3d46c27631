/** RFC 9110 section 8.3.1 and 5.6.6: a parameter's value may be quoted, and means the same. */
const CHARSET_UTF8 = `charset=(?:utf-8|"utf-8")`
const BOUNDARY = `boundary=(?:[a-z0-9'()+_,./:=? -]{1,70}|"[a-z0-9'()+_,./:=? -]{1,70}")` // RFC 2046 section 5.1.1
const SPACE = '[ \\t]*'

/**
 * The inside of a regular expression, to be read without regard to case, for a Content-Type field that names one of the media
 * types (RFC 9110 section 8.3.1). Of the parameters only `charset=utf-8`, and `boundary` of multipart, are let through: a
 * body in UTF-16 or UTF-7 reads otherwise to a WAF than to a parser. Every layer compares with this one.
 */
export function mediaTypePattern(mediaTypes: readonly string[]): string {
  return mediaTypes
    .map(type => {
      const parameter = type.startsWith('multipart/') ? BOUNDARY : CHARSET_UTF8
      return `${type.replace(/[.+]/g, '\\$&')}(?:${SPACE};${SPACE}${parameter})?`
    })
    .join('|')
}
