import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const web = fileURLToPath(new URL('../../apps/web', import.meta.url))

/** The page /components is for developers; the texts of describe-schema.ts belong to the API reference, which is English. */
const english = /^src\/gallery\/|\/describe-schema\.ts$|\/language\.ts$|\.test\.tsx?$|\.d\.ts$/

/** Names, which are the same in every language. */
const names = new Set(['Palisade', 'curl', 'SHA-256', 'Escape', 'Enter'])

/** A text between tags, in an attribute that people read, or in quotes where it begins as a sentence or a label does. */
const literals = [
  />\s*([A-Z][^<>{}();=]*[a-z][^<>{}();=]*)[<{]/g,
  /\b(?:aria-label|title|label|placeholder|description|advice|alt)="([^"]*[A-Za-z]{2}[^"]*)"/g,
  /(?<!t)(?<=[\s(:,[{])['`]([A-Z][a-z]+(?:-[a-z]+)*(?: [a-z“][^'`\n]*|[.…?!]?))['`]/g,
  // Words between values.
  /`([^`\n]*\}[ ,]+(?:of|as|at|in|by|and|for|to|from|with|records)\b[^`\n]*)`/g,
]

function literalsIn(source: string): string[] {
  // Literals in messages, comments, imports, errors for developers and types are not shown on a page.
  const rest = source
    .replace(/<Trans>[\s\S]*?<\/Trans>/g, '<Trans/>')
    .replace(/\b(?:plural|Plural|select)\([\s\S]*?\}\)/g, 'plural()')
    .replace(/\bt`[^`]*`/g, 't')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/(?:import|export) [^'\n]* from '[^']*'/g, '')
    .replace(/new \w*(?:Error|Failure)\([^)]*\)/g, '')
    .replace(/=>/g, '')
  return literals.flatMap(pattern => [...rest.matchAll(pattern)].map(([, text = '']) => text.trim()))
}

test('[P12] no page holds a text that is no message', () => {
  const files = globSync('src/**/*.{ts,tsx}', { cwd: web }).filter(file => !english.test(file))
  const found = files.flatMap(file =>
    literalsIn(readFileSync(join(web, file), 'utf8'))
      .filter(text => !names.has(text))
      .map(text => `${file}: ${text}`),
  )
  expect(files.length).toBeGreaterThan(200)
  expect(found).toEqual([])
})

test.each([
  '<p>Something to read</p>',
  '<p>\n  Something to read,\n  and {more}</p>',
  '<Notice title="Something to read" />',
  "const label = isOpen ? 'Close it' : undefined",
  "{ value: 1, label: 'All' }",
  "session: 'Sign-in and security',",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template
  '[names[what], `${used} of ${most}`]',
])('the check finds the text in %s', source => {
  expect(literalsIn(source)).toHaveLength(1)
})
