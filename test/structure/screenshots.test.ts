import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { namedRoutes, notTaken, routes } from '../browser/route-list.ts'

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const lists = ['browser/page-list', 'browser/prepared-pages', 'screenshots/operator-list']
  .map(name => read(`test/${name}.ts`))
  .join('\n')

test('[P12] `npm run screenshots` takes every page of the SPA', () => {
  expect(routes.length).toBeGreaterThan(25)
  expect(notTaken.filter(route => !routes.includes(route))).toEqual([])
  // page-list.ts opens each other route without a parameter.
  const needsEntry = routes.filter(route => route.includes('$') || (notTaken.includes(route) && route !== '/'))
  expect(needsEntry.filter(route => !lists.includes(`route: '${route}'`))).toEqual([])
  expect(namedRoutes.filter(name => !lists.includes(`route: ${name},`))).toEqual([])
})

test('[P12] docs/screenshots holds the pictures of its index alone, in less than 8 MB', () => {
  const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url))
  const shown = [...read('docs/screenshots/README.md').matchAll(/<img src="([^"]+)"/g)].map(([, name]) => name ?? '')
  const pictures = readdirSync(folder).filter(name => name !== 'README.md')
  expect(shown.length).toBeGreaterThan(4 * 40)
  expect(pictures.sort()).toEqual(shown.sort())
  expect(pictures.reduce((bytes, name) => bytes + statSync(`${folder}/${name}`).size, 0)).toBeLessThan(8e6)
})
