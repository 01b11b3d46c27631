import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const web = fileURLToPath(new URL('../../apps/web/src', import.meta.url))
const sourceOf = (folder: string) =>
  readdirSync(join(web, folder))
    .filter(name => name.endsWith('.tsx'))
    .map(name => readFileSync(join(web, folder, name), 'utf8'))

test('[P12] the page /components shows every component of src/components', () => {
  const gallery = sourceOf('gallery').join('\n')
  const components = sourceOf('components').flatMap(source =>
    [...source.matchAll(/^export function ([A-Z]\w*)/gm)].map(([, name = '']) => name),
  )
  expect(components.length).toBeGreaterThan(20)
  expect(components.filter(name => !gallery.includes(`<${name}`))).toEqual([])
})
