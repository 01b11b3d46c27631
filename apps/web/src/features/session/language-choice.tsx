import { chooseLanguage, type Language, languageNames, useLanguage } from '../../lib/language.ts'

/** The languages beside the current one, each as a button in its own words. */
export function LanguageChoice() {
  return (
    <p className="flex gap-4 text-sm">
      {useOtherLanguages().map(({ language, name, choose }) => (
        <button
          key={language}
          type="button"
          lang={language}
          onClick={choose}
          className="rounded text-ink-soft underline decoration-edge underline-offset-2 hover:text-ink hover:decoration-ink"
        >
          {name}
        </button>
      ))}
    </p>
  )
}

export function useOtherLanguages() {
  const current = useLanguage()
  return (Object.keys(languageNames) as Language[])
    .filter(language => language !== current)
    .map(language => ({ language, name: languageNames[language], choose: () => chooseLanguage(language) }))
}
