import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'

/** Names that say what a file is in its folder; the folder says of what. */
const roles = ['index.ts', 'main.ts', 'config.ts', 'routes.ts', 'run.ts']

/** A replacement has the name of the layer that it replaces, and a target or variant that of its architecture. */
const namedAfterOthers = /^test\/(?:attacks\/(?:replacements|architectures)|support\/targets)\//

test('no two source files have the same name', () => {
  const files = globSync('{apps,packages,infra,test}/**/*.{ts,tsx,js}', {
    exclude: ['**/node_modules/**', '**/dist/**', '**/generated/**'],
  }).filter(file => !/\.test\.tsx?$/.test(file) && !namedAfterOthers.test(file))
  const byName = Map.groupBy(files, file => basename(file))
  const shared = [...byName].filter(([name, those]) => those.length > 1 && !roles.includes(name))
  expect(files.length).toBeGreaterThan(400)
  expect(Object.fromEntries(shared)).toEqual({})
})
