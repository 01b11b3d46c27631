import type { Schema } from '@palisade/contracts'
import { literalPattern } from './syntax.ts'

/**
 * The regular expression that a value satisfies from its first character to its last, without anchors: the code that embeds
 * it ends it with `\z` or a delimiter, since `$` also matches before a line break. It reads the same in JavaScript and
 * in PCRE, and admits none of the characters that an injection needs.
 *
 * @returns undefined for free text, of which no such pattern can be made
 */
export function strictPattern(schema: Schema): string | undefined {
  if (schema.enum) return alternatives(schema.enum)
  if (schema.type === 'integer') return integerPattern(schema.minimum, schema.maximum)
  if (schema.type === 'string' && schema.pattern !== undefined) return closedPattern(schema.pattern)
  return undefined
}

const WORD = /^[A-Za-z0-9._~:-]+$/

function alternatives(values: readonly unknown[]): string | undefined {
  const words = values.map(String)
  return words.every(word => WORD.test(word)) ? `(?:${words.map(literalPattern).join('|')})` : undefined
}

/** From 1 to a power of ten, such as 100: 2147483647 is a number as well, and one that scanners send. */
function integerPattern(minimum: number | undefined, maximum: number | undefined): string | undefined {
  const zeros = /^10+$/.exec(String(maximum))?.[0].length
  return minimum === 1 && zeros !== undefined ? `(?:[1-9][0-9]{0,${zeros - 2}}|${maximum})` : undefined
}

// What a pattern may consist of: characters that mean nothing to SQL, HTML, a shell or a path, and operators on them.
const CHARACTER = String.raw`[A-Za-z0-9_~:@ -]|\\[d.-]`
const RANGE = '[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]'
const CLASS = String.raw`\[(?:${RANGE}|[A-Za-z0-9._~:@ +]|\\[d.-])+\]`
const OPERATOR = String.raw`\(\?:|\)|\||[*+?]|\{[0-9]+(?:,[0-9]*)?\}`
const CLOSED = new RegExp(`^(?:${CLASS}|${OPERATOR}|${CHARACTER})+$`)

/** A lookahead at the start only narrows what follows. */
const LOOKAHEAD = /^\(\?=[^()]*\)/

/**
 * The inside of an anchored pattern that lists what it admits. `%` is taken out of its sets: nobody here decodes such a
 * value, but the Core Rule Set would, and so it inspects it. One apostrophe, a set of its own, ends no string of SQL.
 */
function closedPattern(pattern: string): string | undefined {
  const anchored = /^\^(.*)\$$/.exec(pattern)?.[1]
  if (anchored === undefined) return undefined
  const inner = anchored.replace(/\[[^\]]+\]/g, set => set.replaceAll('%', ''))
  const listed = inner.replace(LOOKAHEAD, '').replace("[']", '')
  return CLOSED.test(listed) && !withoutGroups(inner).includes('|') ? inner : undefined
}

/** Whether a pattern lists all that it admits, from the first character to the last, and none that an attack needs. */
export function isClosed(pattern: string | undefined): boolean {
  return pattern !== undefined && closedPattern(pattern) !== undefined
}

/** `^a|b$` is anchored at one end each: an alternative has to be within a group. */
function withoutGroups(pattern: string): string {
  const outer = pattern.replace(/\([^()]*\)/g, '')
  return outer === pattern ? pattern : withoutGroups(outer)
}
