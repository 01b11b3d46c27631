/** Text that is configuration already. It is inserted as it stands; every other value is escaped. */
export class Fragment {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Value = string | number | Fragment | readonly Fragment[]

/**
 * Makes a template tag for one language of configuration: what stands in the template is written as it is, each value
 * in it goes through `write`, and fragments of several lines keep the indentation of the place they are put in.
 */
export function createTag(write: (value: string | number) => string) {
  return (strings: TemplateStringsArray, ...values: readonly Value[]): Fragment => {
    // Raw, so that a backslash in the template is a backslash in the configuration.
    const [first = '', ...rest] = strings.raw
    let text = first
    values.forEach((value, index) => {
      text += indentAs(text, toText(value, write)) + rest[index]
    })
    return new Fragment(trimBlankLines(text.replace(NOTHING_ON_ITS_LINE, '')))
  }
}

function toText(value: Value, write: (value: string | number) => string): string {
  if (typeof value === 'string' || typeof value === 'number') return write(value)
  if (value instanceof Fragment) return value.text
  return value.length === 0 ? NOTHING : value.map(fragment => fragment.text).join('\n')
}

// An empty list leaves no empty line behind.
const NOTHING = '\0'
const NOTHING_ON_ITS_LINE = /^ *\0\n/gm

function indentAs(before: string, text: string): string {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return /^ +$/.test(line) ? text.replace(/\n(?!\n)/g, `\n${line}`) : text
}

function trimBlankLines(text: string): string {
  return text.replace(/^\n+|\s+$/g, '')
}

/** A comment, broken into lines. Nothing in it can end the comment, since each line begins with `#`. */
export function comment(text: string, width = 110): Fragment {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter(word => word !== '')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`# ${word}`)
  }
  return new Fragment(lines.join('\n'))
}

/** Joins sections with an empty line between them. */
export function sections(...parts: readonly Fragment[]): Fragment {
  return new Fragment(parts.map(part => part.text).join('\n\n'))
}

/** Matches this text and nothing else, in both PCRE dialects that Nginx and ModSecurity are built with. */
export function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

const CONTROL = /\p{Cc}/u

/** A line break in a value would begin a new header or a new rule: no policy needs one, so none is written. */
export function refuseControlCharacters(value: string): void {
  if (CONTROL.test(value))
    throw new Error(`A control character cannot stand in configuration: ${JSON.stringify(value)}`)
}
