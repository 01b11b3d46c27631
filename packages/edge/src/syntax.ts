/** Text that is configuration already. It is inserted as it stands; every other value is escaped. */
export class Fragment {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Nginx
const DOLLAR = '${dollar}'

/** Characters that need no quotes, as ngx_conf_read_token reads them. */
const BARE = /^[A-Za-z0-9_.,/:=@%*+~^-]+$/

type Value = string | number | Fragment | readonly Fragment[]

/**
 * Template tag for configuration of Nginx and ModSecurity. Each value becomes one argument, fragments of several lines keep
 * the indentation of their place. Nginx cannot write a literal `$` where it reads variables, so a plain value must not have
 * one: use `text` and `pattern` for those that do.
 */
export function nginx(strings: TemplateStringsArray, ...values: readonly Value[]): Fragment {
  // Raw, so that a backslash in the template is a backslash in the configuration.
  const [first = '', ...rest] = strings.raw
  let text = first
  values.forEach((value, index) => {
    text += indentAs(text, write(value)) + rest[index]
  })
  return new Fragment(trimBlankLines(text.replace(NOTHING_ON_ITS_LINE, '')))
}

function write(value: Value): string {
  if (value instanceof Fragment) return value.text
  if (typeof value === 'object') return value.length === 0 ? NOTHING : value.map(({ text }) => text).join('\n')
  if (String(value).includes('$')) throw new Error(`Nginx would read a variable in ${JSON.stringify(value)}`)
  return quote(String(value))
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

/** A regular expression. Where Nginx reads one it reads no variables, so that `$` is the end of the text. */
export function pattern(source: string): Fragment {
  return new Fragment(quote(source))
}

/** A regular expression of alternatives, one a line: PCRE skips line breaks and spaces after `(?x)`. */
export function patternOfLines(begin: string, alternatives: readonly string[], end: string): Fragment {
  const mark = quotesFor([begin, ...alternatives, end].join(''))
  const lines = alternatives.map((source, index) => `${index === 0 ? '      ' : '    | '}${escaped(source, mark)}`)
  return new Fragment([`${mark}${escaped(begin, mark)}`, ...lines, `${escaped(end, mark)}${mark}`].join('\n'))
}

/** A variable of Nginx inside a `text`. */
export function variable(name: string): Fragment {
  return new Fragment(`$${word(name).text}`)
}

/** A part of a name that Nginx keeps: of a variable, a zone or a location. */
export function word(name: string): Fragment {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`Not a name in Nginx: ${JSON.stringify(name)}`)
  return new Fragment(name)
}

/** An argument in which Nginx reads variables. A literal `$` is put there by the variable that nginx.conf sets to it. */
export function text(...parts: readonly (string | Fragment)[]): Fragment {
  const mark = quotesFor(parts.filter(part => typeof part === 'string').join(''))
  const written = parts.map((part, index) => {
    const before = parts[index - 1]
    if (part instanceof Fragment) return part.text
    if (before instanceof Fragment && /^\w/.test(part)) throw new Error(`${before.text} would swallow ${part}`)
    return escaped(part, mark).split('$').join(DOLLAR)
  })
  return new Fragment(mark + written.join('') + mark)
}

function quote(value: string): string {
  refuseControlCharacters(value)
  const mark = quotesFor(value)
  return BARE.test(value) ? value : mark + escaped(value, mark) + mark
}

function quotesFor(value: string): string {
  return value.includes('"') && !value.includes("'") ? "'" : '"'
}

/** Of backslashes, only those before these characters mean something to ngx_conf_read_token. */
function escaped(value: string, mark: string): string {
  refuseControlCharacters(value)
  return value.replace(/\\(?=[\\"'trn]|$)/g, '\\\\').replaceAll(mark, `\\${mark}`)
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
function refuseControlCharacters(value: string): void {
  if (CONTROL.test(value))
    throw new Error(`A control character cannot stand in configuration: ${JSON.stringify(value)}`)
}
