import { createBabelExtractor } from '@lingui/cli/api/extractors/babel'
import { defineConfig } from '@lingui/conf'
import { formatter } from '@lingui/format-po'
import { contractMessages } from './contract-messages.ts'

/** Texts that the contracts state. */
const contractExtractor = {
  match: (file: string) => file.endsWith('/contract-messages.ts'),
  extract(_file: string, _code: string, found: (message: { id: string; message: string }) => void) {
    for (const text of contractMessages) found({ id: text, message: text })
  },
}

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [
    {
      path: '<rootDir>/src/locales/{locale}',
      include: ['<rootDir>/src'],
      exclude: ['**/*.test.ts', '<rootDir>/src/gallery/**'],
    },
    // In a catalog of their own: English needs none, since each text is its own id.
    { path: '<rootDir>/src/locales/contracts/{locale}', include: ['<rootDir>/contract-messages.ts'] },
  ],
  extractors: [contractExtractor, createBabelExtractor()],
  // Without the places in the source, which change with every edit.
  format: formatter({ origins: false }),
})
