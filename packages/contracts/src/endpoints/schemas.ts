import {
  type Static,
  type TObjectOptions,
  type TOptional,
  type TProperties,
  type TSchema,
  type TStringOptions,
  Type,
} from 'typebox'
import { notInLine, notInText } from '../value-kind.ts'

/** An object that accepts no property it does not declare. One with a `title` is a named type of the OpenAPI document. */
export function strictObject<P extends TProperties>(properties: P, options: TObjectOptions = {}) {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** The same fields, none of them required. `Type.Partial` would bring the whole type engine into the SPA. */
export function optional<P extends TProperties>(properties: P) {
  const entries = Object.entries(properties).map(([name, schema]) => [name, Type.Optional(schema)])
  return Object.fromEntries(entries) as { [Name in keyof P]: TOptional<P[Name]> }
}

/** An object whose names nobody declares. As above, in place of `Type.Record`. */
export function recordOf<S extends TSchema>(value: S, options: TObjectOptions = {}) {
  return Type.Unsafe<Record<string, Static<S>>>({ ...options, type: 'object', patternProperties: { '^.*$': value } })
}

/** The pattern of every id: a UUID in lower case (RFC 9562 section 4). */
export const idPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'

const idText = new RegExp(idPattern)

export const isId = (text: string): boolean => idText.test(text)

const idRules = {
  pattern: idPattern,
  examples: ['7d9f2c1e-3b5a-4c8d-9e0f-1a2b3c4d5e6f'],
}

export const Id = Type.String(idRules)

/** The id of something, as a parameter of a path. */
export function idOf(what: string) {
  return Type.String({ ...idRules, description: `The \`id\` of the ${what}` })
}

/** An answer that is a file of one of these types. It is sent while it is read, so it has no declared length. */
export function fileOf(description: string, mediaTypes: readonly string[]) {
  return Type.Unsafe<Blob>({
    description,
    anyOf: mediaTypes.map(contentMediaType => ({ type: 'string', contentMediaType })),
  })
}

const mostOfPage = 100

/** How many entries of a list a page has. */
const PageLimit = Type.Integer({ minimum: 1, maximum: mostOfPage, examples: [20] })

/** The parameters of a list that is answered page by page. */
export const pageQuery = {
  limit: Type.Optional(PageLimit),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_\\-]{1,200}$',
      description: 'The `nextCursor` of the previous page',
      examples: ['WyIyMDI2LTExLTI3Il0'],
    }),
  ),
}

/** One page of a list. */
export function pageOf<Item extends TSchema>(item: Item, title: string) {
  const nextCursor = Type.Union([Type.String(), Type.Null()], {
    description: 'The `cursor` of the next page; `null` on the last one',
  })
  return strictObject({ items: Type.Array(item, { maxItems: mostOfPage }), nextCursor }, { title })
}

/** RFC 3339 in UTC, with or without milliseconds, from the year 1000 on: PostgreSQL has no year 0. */
export const Instant = Type.String({
  pattern:
    '^[1-9]\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{3})?Z$',
  format: 'date-time',
  examples: ['2026-11-27T09:30:00.000Z'],
})

const atom = '[A-Za-z0-9_%+][A-Za-z0-9_%+\\-]*'
const atoms = `${atom}(?:\\.${atom})*`
const label = '[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?'

/**
 * A mailbox as mail providers assign them: words with single dots between them and at most one apostrophe, up to 64
 * characters, and a domain of labels (RFC 5321 sections 4.1.2 and 4.5.3.1). The WAF does not inspect addresses, so a second
 * quote is not allowed.
 */
export const Email = Type.String({
  maxLength: 254,
  pattern: `^(?=[^@]{1,64}@)${atoms}(?:[']${atoms})?@${label}(?:\\.${label})*$`,
  examples: ['ada@example.com'],
})

/** A password, token or code: no log and no WAF gets to see it. */
export function secret(options: TStringOptions = {}) {
  return Type.String({ ...options, 'x-kind': 'secret' })
}

/**
 * One line of text that people write. Lengths are those of its normal form (value-kind.ts). An optional field takes a
 * `minLength` of 0: a form sends an empty field as `''`, and a PATCH clears a field with it.
 */
export function text(maxLength: number, minLength = 1) {
  return Type.String({
    minLength,
    maxLength,
    pattern: `^[^${notInLine}]*$`,
    'x-kind': 'line',
    examples: ['One line of text'],
  })
}

/** Text of several lines. */
export function longText(maxLength: number) {
  const pattern = `^[^${notInText}]*$`
  return Type.String({ maxLength, pattern, 'x-kind': 'text', examples: ['Ring twice.\nThe gate is open.'] })
}

/** What people wrote, in an answer: it was checked when it came in. */
export const WrittenLine = Type.String({ 'x-kind': 'line' })
export const WrittenText = Type.String({ 'x-kind': 'text' })

/** An entity tag as this API or a cache between may write it (RFC 9110 section 8.8.3). */
const entityTag = '(?:W/)?"[A-Za-z0-9._:+\\-]{0,64}"'

/** The versions that the caller accepts: one, several, or any that exists (RFC 9110 section 13.1.1). */
export const IfMatch = headers({
  'if-match': Type.Optional(
    Type.String({
      pattern: `^(?:\\*|${entityTag}(?: ?, ?${entityTag}){0,15})$`,
      description: 'The `ETag` of the version to change, a list of them, or `*` for any. A weak tag never matches.',
      examples: ['"3"'],
    }),
  ),
})

/** A key that a client makes up, plain or as the string of a structured field (RFC 9651 section 3.3.3). */
const idempotencyKey = '[A-Za-z0-9_\\-]{8,64}'

export const IdempotencyKey = headers({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: `^(?:${idempotencyKey}|"${idempotencyKey}")$`,
      description:
        'The same key and body from the same caller within 24 hours get the first answer again, as it was then: read what it ' +
        'created for its present state',
      examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
    }),
  ),
})

function headers<P extends TProperties>(properties: P) {
  return Type.Object(properties)
}
