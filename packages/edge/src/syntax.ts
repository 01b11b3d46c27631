/** Text that is configuration already. It is inserted unchanged; every other value is escaped. */
export class Fragment {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Characters that need no quotes, as ngx_conf_read_token reads them. */
const BARE = /^[A-Za-z0-9_.,/:=@%*+~^-]+$/

type Value = string | number | Fragment | readonly Fragment[]

/**
 * Template tag for configuration of Nginx and ModSecurity. Each value becomes one argument, fragments of several lines keep
 * the indentation of their place.
 *
 * @throws Error for a value with a `$`, where Nginx would read a variable; `text` and `pattern` are for those
 */
export function nginx(strings: TemplateStringsArray, ...values: readonly Value[]): Fragment {
  // Raw, so that a backslash in the template is a backslash in the configuration.
  const [first = '', ...rest] = strings.raw
  let text = first
  values.forEach((value, index) => {
    text += indentAs(text, write(value)) + rest[index]
  })
  return new Fragment(text.replace(NOTHING_ON_ITS_LINE, '').replace(/^\n+|\s+$/g, ''))
}

function write(value: Value): string {
  if (value instanceof Fragment) return value.text
  if (typeof value === 'object') return value.length === 0 ? NOTHING : value.map(({ text }) => text).join('\n')
  refuseVariables(String(value))
  return pattern(String(value)).text
}

// An empty list leaves no empty line behind.
const NOTHING = '\0'
const NOTHING_ON_ITS_LINE = /^ *\0\n/gm

function indentAs(before: string, text: string): string {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return /^ +$/.test(line) ? text.replace(/\n(?!\n)/g, `\n${line}`) : text
}

/** A regular expression. Where Nginx reads one it reads no variables, so that `$` is the end of the text. */
export function pattern(source: string): Fragment {
  const mark = quotesFor(source)
  const quoted = mark + escaped(source, mark) + mark
  return new Fragment(BARE.test(source) ? source : quoted)
}

/** A regular expression of alternatives, one a line: PCRE skips line breaks and spaces after `(?x)`. */
export function patternOfLines(begin: string, alternatives: readonly string[], end: string): Fragment {
  const mark = quotesFor([begin, ...alternatives, end].join(''))
  const lines = alternatives.map((source, index) => `${index === 0 ? '      ' : '    | '}${escaped(source, mark)}`)
  return new Fragment([`${mark}${escaped(begin, mark)}`, ...lines, `${escaped(end, mark)}${mark}`].join('\n'))
}

/** A variable of Nginx. */
export function variable(name: string): Fragment {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`Not a name in Nginx: ${JSON.stringify(name)}`)
  return new Fragment(`$${name}`)
}

/** One argument of plain strings and variables. */
export function text(...parts: readonly (string | Fragment)[]): Fragment {
  const plain = parts.filter(part => typeof part === 'string').join('')
  refuseVariables(plain)
  const mark = quotesFor(plain)
  const written = parts.map(part => (part instanceof Fragment ? part.text : escaped(part, mark)))
  return new Fragment(mark + written.join('') + mark)
}

function quotesFor(value: string): string {
  return value.includes('"') && !value.includes("'") ? "'" : '"'
}

/**
 * Of backslashes, only those before these characters mean something to ngx_conf_read_token.
 *
 * @throws Error for a control character: a line break would begin a new header or a new rule
 */
function escaped(value: string, mark: string): string {
  if (/\p{Cc}/u.test(value)) throw new Error(`A control character in ${JSON.stringify(value)}`)
  return value.replace(/\\(?=[\\"'trn]|$)/g, '\\\\').replaceAll(mark, `\\${mark}`)
}

function refuseVariables(value: string): void {
  if (value.includes('$')) throw new Error(`Nginx would read a variable in ${JSON.stringify(value)}`)
}

/** A comment of one line, whatever white space is in it. */
export function comment(text: string): Fragment {
  return new Fragment(`# ${text.replace(/\s+/g, ' ')}`)
}

/** Joins sections with an empty line between them. */
export function sections(...parts: readonly Fragment[]): Fragment {
  return new Fragment(parts.map(part => part.text).join('\n\n'))
}

/** Matches this text and nothing else, in both PCRE dialects that Nginx and ModSecurity are built with. */
export function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** The inside of a pattern that is anchored at both ends. */
export const withoutAnchors = (pattern: string): string => pattern.replace(/^\^|\$$/g, '')
