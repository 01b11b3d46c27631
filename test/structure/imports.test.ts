import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** What each place may import, beside itself. Imports point one way. */
const allowed: Record<string, readonly string[]> = {
  'packages/contracts': [],
  'packages/security': [],
  'packages/service': ['packages/contracts', 'packages/security'],
  // Its tests run on a real PostgreSQL as well.
  'packages/db': ['packages/contracts', 'packages/security', 'test/support/native'],
  'packages/edge': ['packages/contracts', 'packages/security'],
  // It renders the configuration of every architecture.
  'infra/shared': ['packages/edge', 'infra/local', 'infra/single-vps', 'infra/spa-mobile', 'infra/multi-tenant-saas'],
  'infra/single-vps': ['packages/edge'],
  'infra/spa-mobile': ['packages/edge'],
  'infra/multi-tenant-saas': ['packages/edge'],
  'infra/secrets': ['packages/security'],
  'infra/local': ['packages/db', 'packages/security'],
  'apps/api': ['packages/contracts', 'packages/db', 'packages/security', 'packages/service'],
  'apps/worker': ['packages/contracts', 'packages/db', 'packages/service'],
  // Its tests keep a token in a real keyring.
  'apps/mobile-client': ['packages/contracts', 'packages/security', 'test/support/native'],
  'apps/web': ['packages/contracts'],
}

const importPattern = /(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g

type Import = { from: string; to: string }

async function readImports(place: string): Promise<Import[]> {
  const found: Import[] = []
  for await (const file of glob(`${place}/**/*.{ts,tsx}`, { exclude: ['**/node_modules/**', '**/generated/**'] })) {
    for (const [, statically, dynamically] of readFileSync(file, 'utf8').matchAll(importPattern)) {
      found.push({ from: file, to: resolve(file, statically ?? dynamically ?? '') })
    }
  }
  return found
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier))
  const own = /^@palisade\/([\w-]+)/.exec(specifier)?.[1]
  if (!own) return 'node_modules'
  return Object.keys(allowed).find(place => place.endsWith(`/${own}`)) ?? `unknown package ${specifier}`
}

describe('imports point one way', () => {
  for (const [place, others] of Object.entries(allowed)) {
    test(`${place} imports ${others.join(', ') || 'nothing of this repository'}`, async () => {
      const imports = await readImports(place)
      expect(imports.length).toBeGreaterThan(0)
      const wrong = imports.filter(({ to }) => {
        const isOutside = to !== 'node_modules' && !to.startsWith(`${place}/`) && to !== place
        return isOutside && !others.some(other => to === other || to.startsWith(`${other}/`))
      })
      expect(wrong).toEqual([])
    })
  }

  test('packages/security imports no framework', async () => {
    const files: string[] = []
    for await (const file of glob('packages/security/**/*.ts', { exclude: ['**/node_modules/**'] })) files.push(file)
    const withFramework = files.filter(file =>
      /from ['"](?:@?fastify|express|koa|hono)/.test(readFileSync(file, 'utf8')),
    )
    expect(withFramework).toEqual([])
  })
})

describe('folders of one app keep apart', () => {
  for (const root of ['apps/api/src/resources', 'apps/worker/src', 'apps/web/src/features']) {
    test(`${root}: a resource or feature imports no other`, async () => {
      const shared = new Set(['layers', 'src'])
      const folderOf = (file: string) => file.slice(root.length + 1).split('/')
      const wrong = (await readImports(root)).filter(({ from, to }) => {
        const [source = ''] = folderOf(from)
        const [destination = '', ...rest] = folderOf(to)
        const isFolder = to.startsWith(`${root}/`) && rest.length > 0
        return isFolder && folderOf(from).length > 1 && destination !== source && !shared.has(destination)
      })
      expect(wrong).toEqual([])
    })
  }
})
