import { readFileSync } from 'node:fs'
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
