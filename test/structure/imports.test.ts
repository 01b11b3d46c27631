import { describe, expect, test } from 'vitest'
import { fileGraph, findCircles, placeGraph, placeOf } from './import-graph.ts'

/**
 * What each place may import, beside itself and packages of others. Imports point one way: from test and infra to apps,
 * from there to packages, and back from nowhere.
 */
const allowed: Record<string, readonly string[]> = {
  'packages/contracts': [],
  'packages/security': [],
  'packages/service': ['packages/contracts', 'packages/security'],
  'packages/db': ['packages/contracts', 'packages/security', 'packages/service'],
  'packages/edge': ['packages/contracts', 'packages/security'],
  'infra/observability': [],
  'infra/shared': [
    'packages/contracts',
    'packages/edge',
    'packages/security',
    'packages/service',
    'infra/local',
    'infra/observability',
  ],
  'infra/secrets': ['packages/security', 'packages/service'],
  'infra/backup': ['packages/contracts', 'packages/service'],
  'infra/local': ['apps/api', 'packages/contracts', 'packages/db', 'packages/security', 'packages/service'],
  'apps/api': ['packages/contracts', 'packages/db', 'packages/security', 'packages/service'],
  'apps/worker': ['packages/contracts', 'packages/db', 'packages/security', 'packages/service'],
  'apps/mobile-client': ['packages/contracts', 'packages/security', 'packages/service'],
  'apps/web': ['packages/contracts'],
  test: [...placeGraph.keys()],
}

const files = [...fileGraph].map(([file, imports]) => ({ file, imports: [...imports] }))

/** The imports of `place` for which `isWrong` holds, as "file → import". */
const wrongImports = (place: string, isWrong: (imported: string, file: string) => boolean) =>
  files
    .filter(({ file }) => file.startsWith(`${place}/`))
    .flatMap(({ file, imports }) => imports.filter(to => isWrong(to, file)).map(to => `${file} → ${to}`))

describe('imports point one way', () => {
  test('the list has every place, and no other', () => {
    expect(Object.keys(allowed).sort()).toEqual([...placeGraph.keys()].sort())
  })

  for (const [place, others] of Object.entries(allowed)) {
    test(`${place} imports and depends on ${place === 'test' ? 'any place' : others.join(', ') || 'no other place'}`, () => {
      const isWrong = (to: string | undefined) => to !== undefined && to !== place && !others.includes(to)
      expect(wrongImports(place, to => isWrong(placeOf(to)))).toEqual([])
      expect([...(placeGraph.get(place) ?? [])].filter(isWrong)).toEqual([])
    })
  }

  test('test/support imports no suite', () => {
    const isSuite = (to: string) => placeOf(to) === 'test' && !to.startsWith('test/support/')
    expect(wrongImports('test/support', isSuite)).toEqual([])
  })

  test('packages/security imports no framework', () => {
    const isFramework = (to: string) => /^(?:@?fastify|express|koa|hono)/.test(to)
    expect(wrongImports('packages/security', isFramework)).toEqual([])
  })
})

describe('there are no import circles', () => {
  test('the check finds a circle, without the nodes that lead into or out of it', () => {
    const graph = { a: ['b'], b: ['c'], c: ['b', 'd', 'elsewhere'], d: [], alone: [] }
    expect(findCircles(new Map(Object.entries(graph).map(([node, to]) => [node, new Set(to)])))).toEqual(['b', 'c'])
  })

  test('files', () => {
    expect(files.length).toBeGreaterThan(500)
    expect(findCircles(fileGraph)).toEqual([])
  })

  test('packages and folders, by imports and by package.json', () => {
    expect(findCircles(placeGraph)).toEqual([])
  })

  test('suites of tests', () => {
    const suiteOf = (file: string) => /^test\/[^/]+(?=\/)/.exec(file)?.[0]
    const suites = Map.groupBy(files, ({ file }) => suiteOf(file))
    const graph = [...suites].map(([suite, members]) => {
      const imported = members.flatMap(({ imports }) => imports.map(suiteOf))
      return [suite ?? '', new Set(imported.filter(other => other !== undefined && other !== suite))] as const
    })
    expect(graph.length).toBeGreaterThan(10)
    expect(findCircles(new Map(graph as [string, Set<string>][]))).toEqual([])
  })
})

/** The folder of a file below a root, or '' for a file of the root itself. */
function folderOf(file: string, root: string): string {
  const [folder = '', ...rest] = file.slice(root.length + 1).split('/')
  return rest.length > 0 ? folder : ''
}

describe('the folders of one app are separated', () => {
  for (const root of ['apps/api/src/resources', 'apps/web/src/features']) {
    test(`${root}: no resource or feature imports another one`, () => {
      const isOther = (to: string, from: string) => {
        const source = folderOf(from, root)
        return to.startsWith(`${root}/`) && source !== '' && folderOf(to, root) !== source
      }
      expect(files.filter(({ file }) => file.startsWith(`${root}/`))).not.toEqual([])
      expect(wrongImports(root, isOther)).toEqual([])
    })
  }

  /** From the innermost folder to the outermost: each may import those before it, and files beside the folders. */
  const order = ['access', 'http', 'observability', 'layers', 'resources', 'cli']

  test(`apps/api/src: ${order.join(' ← ')}: no folder imports one that comes after it`, () => {
    const root = 'apps/api/src'
    const folders = files.filter(({ file }) => file.startsWith(`${root}/`)).map(({ file }) => folderOf(file, root))
    expect([...new Set(folders)].toSorted()).toEqual(['', ...order].toSorted())
    const isLater = (to: string, from: string) => {
      const source = folderOf(from, root)
      if (source === '' || !to.startsWith(`${root}/`) || from.endsWith('.test.ts')) return false
      return order.indexOf(folderOf(to, root)) > order.indexOf(source)
    }
    expect(wrongImports(root, isLater)).toEqual([])
  })
})
