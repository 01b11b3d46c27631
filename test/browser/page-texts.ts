import type { Page } from 'playwright-core'
import { readMessages } from '../../apps/web/compiled-messages.ts'

/** A compiled message of Lingui: texts, values by name, and plurals with a message for each form. */
type Token = string | readonly [name: string, type?: string, forms?: Readonly<Record<string, Message>>]
type Message = string | readonly Token[]

/** Replaces the values in the text of a message. */
const value = '\0'

/** Everything that a message can say: one text for each form of its plurals. */
function textsOf(message: Message): string[] {
  if (typeof message === 'string') return [message]
  return message.reduce<string[]>(
    (texts, token) => texts.flatMap(text => partsOf(token).map(part => text + part)),
    [''],
  )
}

function partsOf(token: Token): string[] {
  if (token === '#') return [value]
  if (typeof token === 'string') return [token]
  const [, , forms] = token
  return forms ? Object.values(forms).flatMap(textsOf) : [value]
}

/** The texts of a message as a page holds them: an element in a message begins a text of its own. */
function piecesOf(message: Message): string[] {
  return textsOf(message)
    .flatMap(text => text.split(/<\/?\d+\/?>/))
    .map(trim)
    .filter(piece => /\p{L}{2}/u.test(piece))
}

const trim = (text: string) => text.replace(/\s+/g, ' ').trim()

/** Matches the whole of a text, or for four words and more a part of it. */
function patternOf(piece: string): RegExp {
  const words = piece.match(/\p{L}+/gu)?.length ?? 0
  const source = piece.split(value).map(RegExp.escape).join('.+')
  return new RegExp(words < 4 ? `^${source}$` : source, 'isu')
}

/** Tells which texts are of one language and cannot be of the other: a word that both have, such as "Status", is of neither. */
export async function createFinder(language: 'en' | 'de'): Promise<(texts: readonly string[]) => string[]> {
  const [own, other] = await Promise.all([readMessages(language), readMessages(language === 'en' ? 'de' : 'en')])
  const pieces = (messages: object) =>
    Object.values(messages).flatMap(message => piecesOf(message as Message).map(piece => piece.toLowerCase()))
  const others = new Set(pieces(other))
  const wanted = [...new Set(pieces(own))].filter(piece => !others.has(piece)).map(patternOf)
  const allowed = [...others].map(piece => patternOf(piece))
  const isFound = (text: string) =>
    wanted.some(pattern => pattern.test(text)) && !allowed.some(pattern => pattern.test(text))
  return texts => [...new Set(texts.map(trim))].filter(isFound)
}

/** Code names no language. */
const code = 'code, pre, script, style'

const attributes = [
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'alt',
  'placeholder',
  'title',
]

/** The texts of a page in one language, as the attribute `lang` marks it, and the attributes of its elements that people read. */
export async function textsOn(page: Page, language: 'en' | 'de'): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const isWanted = element =>
      !element.closest(${JSON.stringify(code)}) && element.closest('[lang]')?.lang === ${JSON.stringify(language)}
    const texts = isWanted(document.documentElement) ? document.title.split(' · ') : []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) if (isWanted(walker.currentNode.parentElement)) texts.push(walker.currentNode.data)
    for (const name of ${JSON.stringify(attributes)})
      for (const element of document.querySelectorAll('[' + name + ']'))
        if (isWanted(element)) texts.push(element.getAttribute(name))
    return texts
  })()`)) as string[]
}
