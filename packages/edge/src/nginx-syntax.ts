import { createTag, Fragment, refuseControlCharacters } from './syntax.ts'

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Nginx
const DOLLAR = '${dollar}'

/** Characters that need no quotes, as ngx_conf_read_token reads them. */
const BARE = /^[A-Za-z0-9_.,/:=@%*+~^-]+$/

/**
 * Nginx configuration with each value written as one argument. Nginx cannot write a literal `$` where it reads
 * variables, hence a plain value has none: `text` and `pattern` are for those that do.
 */
export const nginx = createTag(value => {
  if (String(value).includes('$')) throw new Error(`Nginx would read a variable in ${JSON.stringify(value)}`)
  return quote(String(value))
})

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
