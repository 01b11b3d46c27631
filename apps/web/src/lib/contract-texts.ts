import { i18n } from '@lingui/core'
import { describeFault, type Problem, problems, type Role, readFault } from '@palisade/contracts'
import { formatNumber } from './numbers.ts'

/**
 * A text of the contracts in the current language. Those that the catalog does not hold stay as they are: in English all of
 * them, since the contracts state them in English (contract-messages.ts).
 */
export function translate(text: string): string {
  return isTranslated(text) ? i18n._(text) : text
}

/** By the code: a server of another version may title it otherwise. */
export function problemTitle({ code, title }: Pick<Problem, 'code' | 'title'>): string {
  return translate(problems[code]?.title ?? title)
}

export function roleName(role: Role): string {
  return translate(role)
}

/** The predicate of a sentence about a field, from the English one that the server answered (field-faults.ts). */
export function translateFault(detail: string): string {
  const { fault, limit = '' } = readFault(detail) ?? {}
  if (!fault) return detail
  const shown = /^\d+$/.test(limit) ? formatNumber(Number(limit)) : limit
  const message = describeFault(fault, '{limit}')
  return isTranslated(message) ? i18n._(message, { limit: shown }) : describeFault(fault, shown)
}

/** `fromState` as `from state`. */
export function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}

function isTranslated(text: string): boolean {
  return Object.hasOwn(i18n.messages, text)
}
