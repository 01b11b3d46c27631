import { fileURLToPath } from 'node:url'
import { getConfig } from '@lingui/conf'
import { lingui } from '@lingui/vite-plugin'
import babel, { defineRolldownBabelPreset } from '@rolldown/plugin-babel'

const cwd = fileURLToPath(new URL('.', import.meta.url))

/** Babel reads only the files that use a macro, and leaves their types and JSX to Vite. */
const macros = defineRolldownBabelPreset({
  preset: { plugins: [['@lingui/babel-plugin-lingui-macro', { linguiConfig: getConfig({ cwd }) }]] },
  rolldown: { filter: { code: /from '@lingui\/(?:core|react)\/macro'/ } },
})

/**
 * Compiles the messages in the source and their catalogs. Where a language lacks one of them, its pages show the English text,
 * so that a page can be tried out before it is translated: `npm run check` fails until it is.
 */
export function messages() {
  return [babel({ cwd, presets: [macros] }), lingui({ cwd, failOnCompileError: true })]
}
