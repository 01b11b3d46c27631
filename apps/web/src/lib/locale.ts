import { i18n } from '@lingui/core'

/** The locale for dates, numbers and money in each language of the interface. */
export const locales = { en: 'en-GB', de: 'de-DE' } as const

type Locale = (typeof locales)[keyof typeof locales]

/** The locale of the current language, so that formatted values match the texts, whatever the browser's language is. */
export function currentLocale(): Locale {
  return locales[i18n.locale as keyof typeof locales] ?? locales.en
}

/** Keeps what is expensive to create, one for each locale and key. */
export function oncePerLocale<T>(create: (locale: Locale, key: string) => T): (key?: string) => T {
  const created = new Map<string, T>()
  return (key = '') => {
    const locale = currentLocale()
    const id = `${locale} ${key}`
    const value = created.get(id) ?? create(locale, key)
    created.set(id, value)
    return value
  }
}
