import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const router = fileURLToPath(new URL('../../apps/web/src/app/router.tsx', import.meta.url))

const source = readFileSync(router, 'utf8')

/** The routes of the SPA whose paths are literals. */
export const routes = Array.from(source.matchAll(/ path: '([^']+)'/g), ([, path = '']) => path)

/** The names of the constants that hold the other paths, which the contracts declare. */
export const namedRoutes = Array.from(source.matchAll(/ path: ([a-z][^,\n]*),/gi), ([, name = '']) => name)

/** Routes that render no page, and routes of operators, which need a code: see test/screenshots/operator-list.ts. */
export const notTaken: readonly string[] = ['/', '/operator/security', '/operator/log']
