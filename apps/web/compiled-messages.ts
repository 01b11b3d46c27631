import { fileURLToPath } from 'node:url'
import { createCompiledCatalog, getCatalogs } from '@lingui/cli/api'
import { getConfig } from '@lingui/conf'
import type { Messages } from '@lingui/core'

/** The messages of a language by id, compiled as for the pages, with those of the contracts: for tests that read pages. */
export async function readMessages(language: 'en' | 'de'): Promise<Messages> {
  const config = getConfig({ cwd: fileURLToPath(new URL('.', import.meta.url)) })
  const { sourceLocale = '', fallbackLocales } = config
  const texts = await Promise.all(
    (await getCatalogs(config)).map(catalog => catalog.getTranslations(language, { sourceLocale, fallbackLocales })),
  )
  const messages = Object.assign({}, ...texts.map(catalog => catalog.messages))
  return JSON.parse(createCompiledCatalog(language, messages, { namespace: 'json' }).source).messages
}
