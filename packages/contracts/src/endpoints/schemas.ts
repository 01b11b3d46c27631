import Type, { type TProperties } from 'typebox'

/** An object that accepts no property it does not declare. */
export function strictObject<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

/** UUID in lower case (RFC 9562 section 4). */
export const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' })

/** RFC 3339 in UTC, with or without milliseconds. */
export const Instant = Type.String({
  pattern: '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{3})?Z$',
  format: 'date-time',
})

export const Email = Type.String({
  maxLength: 254,
  pattern: '^[A-Za-z0-9._%+\\-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9\\-.]{0,186}[A-Za-z0-9])?$',
})

/** One line of text that people write: no control characters. */
export function text(maxLength: number, minLength = 1) {
  return Type.String({ minLength, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$', 'x-kind': 'line' })
}

/** Text of several lines: line breaks and tabs are the only control characters. */
export function longText(maxLength: number) {
  const pattern = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$'
  return Type.String({ maxLength, pattern, 'x-kind': 'text' })
}

/** The version that the caller has seen, from the answer's ETag (RFC 9110 section 13.1.1). */
export const IfMatch = headers({ 'if-match': Type.Optional(Type.String({ pattern: '^"\\d{1,9}"$' })) })

/** Headers are never closed: what a browser adds is not the schema's matter. */
export function headers<P extends TProperties>(properties: P) {
  return Type.Object(properties)
}
