import { type Fragment, patternOfLines } from '../syntax.ts'

const products = [
  'AppleWebKit|Chrome|HeadlessChrome|Chromium|Safari|Gecko|Firefox|Version|Mobile',
  'Edg|EdgA|EdgiOS|OPR|CriOS|FxiOS|SamsungBrowser',
].join('|')

const systems = [
  'Windows NT [0-9.]{1,6}(?:; Win64; x64|; WOW64)?',
  'Macintosh; Intel Mac OS X [0-9_.]{1,12}',
  'X11; (?:Ubuntu; )?(?:Linux (?:x86_64|aarch64|armv7l|i686)|CrOS x86_64 [0-9.]{1,16})',
  'Linux; Android [0-9.]{1,8}; K',
  'Android [0-9.]{1,8}; Mobile',
  '(?:iPhone|iPad); CPU (?:iPhone )?OS [0-9_]{1,9} like Mac OS X',
]

/** What browsers and common clients call themselves: listed, not described, so that no scanner's name fits. */
export function knownUserAgents(): Fragment {
  const part = String.raw`(\(KHTML, like Gecko\)|Mobile|(?:${products})/[0-9A-Z.]{1,20})`
  const clients = '(?:Palisade|curl|node|undici|axios|okhttp|PostmanRuntime)/[0-9][0-9.]{0,15}'
  const browsers = systems.map(system => String.raw`Mozilla/5\.0 \(${system}(?:; rv:[0-9.]{1,8})?\)(?: (?1)){1,9}`)
  const alternatives = ['node', clients, ...browsers].map(withVisibleSpaces)
  return patternOfLines(`~(?x)(?(DEFINE)${withVisibleSpaces(part)})\\A(?:`, alternatives, ')\\z')
}

/** PCRE skips spaces after `(?x)`. */
function withVisibleSpaces(source: string): string {
  return source.replaceAll(' ', '\\x20')
}
