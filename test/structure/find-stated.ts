import { type StatedNumber, statedOnce } from '@palisade/contracts'

const stated = statedOnce()

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Not inside a longer word: `sub_` is one, `sub_filter` of Nginx is none. */
const prefixes = [...new Set(stated.prefixes)].map(
  prefix => [prefix, new RegExp(`(?<![A-Za-z0-9])${escaped(prefix)}(?![a-z])`)] as const,
)

/** As it is written in a literal, a string or a file of Nginx: some of them escape characters. Short ones say nothing. */
const withoutEscapes = (text: string) => text.replaceAll('\\', '')
const patterns = [...new Set(stated.patterns.map(withoutEscapes))].filter(pattern => pattern.length >= 12)

/** `[…]{43}`: the length of a credential, whatever the set of characters. */
const lengths = new Set(stated.patterns.flatMap(pattern => pattern.match(/(?<=\])\{\d{2}\}/g) ?? []))

/** Numbers that are everywhere, such as 1, say nothing. */
const numbers = new Map<number, RegExp>()
for (const [value, all] of Map.groupBy(stated.numbers, ({ value }: StatedNumber) => value)) {
  const about = new Set(all.map(({ about }) => about))
  if (value > 2) numbers.set(value, new RegExp([...about].join('|'), 'i'))
}

/** Words that are only one, such as `name`, are also words of others. */
const names = [...new Set(stated.names)].filter(name => /^\/api\/|[a-z][A-Z]|[:._-]/.test(name))
/** In TypeScript the compiler checks a name that is no text, one before `in`, and one in a type such as `Pick`. */
const nameIn = (line: string, isTypeScript: boolean) => (name: string) =>
  new RegExp(
    isTypeScript
      ? `(?<!(?:Pick|Omit|Extract|Exclude)<[^>]*)['"\`]${escaped(name)}['"\`](?! in )`
      : `(?<![\\w.-])${escaped(name)}(?![\\w-])`,
    'i',
  ).test(line)

/** Comments explain, and decide nothing. */
const comment = /^\s*(?:#(?!\{)|\/\/|\/?\*).*$|(?<=\s)\/\/ .*$/gm

const units: Readonly<Record<string, number>> = { k: 1_024, s: 1_000 }

/** `5_000`, `5 * 1_000` and `5s`; `64k`. */
function readNumbers(line: string): number[] {
  const products = line.matchAll(/(?<![\w.])(\d[\d_]*(?:\s*\*\s*\d[\d_]*)*)([ks]?)/g)
  return [...products].map(([, product = '', unit = '']) =>
    product.split('*').reduce((result, factor) => result * Number(factor.replaceAll('_', '')), units[unit] ?? 1),
  )
}

/**
 * Finds what a source file states although the contracts do.
 *
 * @returns a line for each finding
 */
export function findStated(source: string, file: string): string[] {
  return source
    .replace(comment, '')
    .split('\n')
    .flatMap((line, index) => findInLine(line, file).map(found => `${index + 1}: ${found}`))
}

/** Code for any API, and what the edge does with the contracts of any API. */
const knowsNoEndpoint = /^(?:packages\/(?:security|edge|service)|infra\/(?!local)[\w-]+)\//

function findInLine(line: string, file: string): string[] {
  const plain = withoutEscapes(line)
  return [
    ...prefixes.filter(([, pattern]) => pattern.test(line)).map(([prefix]) => prefix),
    ...patterns.filter(pattern => plain.includes(pattern)),
    ...[...lengths].filter(length => plain.includes(`]${length}`) || plain.includes(`w${length}`)),
    ...readNumbers(line)
      .filter(value => numbers.get(value)?.test(line))
      .map(String),
    ...(knowsNoEndpoint.test(file) ? names.filter(nameIn(line, file.endsWith('.ts'))) : []),
  ]
}
