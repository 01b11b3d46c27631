/** What patterns begin with, repeat and look back to, and what parsers unwrap. */
const fragments = [
  ...'`\'"<>(){}[]$;|&!?*+=~^%\\/#@:.,-_ \n\ta1é',
  ...[
    '${',
    '$(',
    '<(',
    '{{',
    '%{',
    '/*',
    '*/',
    '--',
    '&&',
    '||',
    '../',
    '..\\',
    '\\x',
    '\\u',
    '%u',
    '&#',
    '<!',
    '](',
    ');',
  ],
  ...[
    '( ',
    '! ',
    ' ( ',
    "a=' ",
    'a=$ ',
    'a=< ',
    ';a= ',
    "' ",
    '" ',
    "'a'='a' ",
    '1 or ',
    'x=x ',
    '"="',
    "';",
    '=(',
    '#(',
    '\n(',
  ],
  ...[
    '<script',
    '<style',
    '<a ',
    '<img ',
    ' on',
    'onx=',
    'javascript:',
    'data:',
    'select ',
    'union ',
    'from ',
    'case ',
    'having ',
  ],
  ...[
    'char(',
    'php',
    'get ',
    'cat ',
    'for ',
    'if ',
    '\\"',
    "\\'",
    'C:0:"',
    'a:1:{',
    '::',
    ':a',
    '&lt;',
    '%24%7b',
    '\u0430',
    '\u4e2d',
    '\ufe64',
  ],
]

export type Random = () => number

/** A generator that gives the same numbers for the same seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

/** A few fragments, repeated until the text is full: what most slow texts are. */
export function createText(random: Random, most: number): string {
  const unit = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(random, fragments)).join('')
  const begin = random() < 0.5 ? pick(random, fragments) : ''
  const end = random() < 0.5 ? pick(random, fragments) : ''
  const length = random() < 0.7 ? most : Math.ceil(random() * most)
  return fit(
    begin +
      unit.repeat(Math.ceil(length / unit.length)).slice(0, Math.max(0, length - begin.length - end.length)) +
      end,
    most,
  )
}

/** A text near to another one. */
export function mutate(random: Random, text: string, most: number): string {
  const at = Math.floor(random() * (text.length + 1))
  const length = 1 + Math.floor(random() * Math.min(40, text.length))
  const part = text.slice(at, at + length)
  const changes: (() => string)[] = [
    () => text.slice(0, at) + pick(random, fragments) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + length),
    () => text.slice(0, at) + part.repeat(2 + Math.floor(random() * 20)) + text.slice(at),
    () => part.repeat(Math.ceil(most / Math.max(1, part.length))),
    () => text.replaceAll(pick(random, [...text]) ?? ' ', () => pick(random, fragments)),
    () => createText(random, Math.ceil(most / 2)) + text.slice(0, Math.ceil(most / 2)),
    () => text.slice(0, Math.ceil(text.length / 2)),
  ]
  return fit(pick(random, changes)(), most)
}

function fit(text: string, most: number): string {
  return [...text].slice(0, most).join('').toWellFormed()
}
