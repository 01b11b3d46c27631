import { i18n, type Messages } from '@lingui/core'
import { useSyncExternalStore } from 'react'
import { locales } from './locale.ts'

export type Language = keyof typeof locales

/** The name of each language in that language, for people who do not read the other one. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

type Catalog = { messages: Messages }

/** English needs no catalog for the texts of the contracts. */
const catalogs: Readonly<Record<Language, () => Promise<readonly Catalog[]>>> = {
  en: () => Promise.all([import('../locales/en.po')]),
  de: () => Promise.all([import('../locales/de.po'), import('../locales/contracts/de.po')]),
}

const itemName = 'palisade-language'

/** The language that the user has chosen in this browser, or else the first supported one of the browser's languages. */
export function pickLanguage(chosen: string | null | undefined, preferred: readonly string[]): Language {
  const wanted = [chosen ?? '', ...preferred].map(tag => tag.toLowerCase().split('-')[0] ?? '')
  return wanted.find(isLanguage) ?? 'en'
}

/** Loads the texts of this browser's language. Nothing can be shown before. */
export function startLanguage(): Promise<void> {
  return activate(pickLanguage(readChosen(), navigator.languages))
}

/** Changes the language at once, and keeps the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  await activate(language)
  try {
    localStorage.setItem(itemName, language)
  } catch {
    // The browser blocks storage: the choice lasts until the page is reloaded.
  }
}

/** The current language. Renders again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(
    listener => i18n.on('change', listener),
    () => (isLanguage(i18n.locale) ? i18n.locale : 'en'),
  )
}

function isLanguage(language: string): language is Language {
  return Object.hasOwn(locales, language)
}

async function activate(language: Language): Promise<void> {
  for (const { messages } of await catalogs[language]()) i18n.load(language, messages)
  i18n.activate(language, locales[language])
  document.documentElement.lang = language
}

function readChosen(): string | null {
  try {
    return localStorage.getItem(itemName)
  } catch {
    return null
  }
}
