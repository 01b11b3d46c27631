import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'

/** For each node the nodes that it imports or depends on. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

type Manifest = {
  name: string
  exports?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** A package, or a folder of `infra` or `test` that has no package.json. */
const placePattern = /^(?:(?:apps|packages|infra)\/[\w-]+|test)(?=\/|$)/

export const placeOf = (file: string): string | undefined => placePattern.exec(file)?.[0]

const sources = globSync('{apps,packages,infra,test}/**/*.{ts,tsx,js}', {
  exclude: ['**/node_modules/**', '**/dist/**', '**/generated/**'],
})

const manifests = new Map(
  globSync('{{apps,packages,infra}/*,test}/package.json').map(file => [
    dirname(file),
    JSON.parse(readFileSync(file, 'utf8')) as Manifest,
  ]),
)

/** What every source file imports: files by their path, packages of others by their name. */
export const fileGraph: Graph = new Map(
  sources.map(file => {
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
    return [file, new Set(importedFiles.map(({ fileName }) => resolveImport(file, fileName)))]
  }),
)

/** What each place depends on, by its imports and by the dependencies of its package.json, those for tests included. */
export const placeGraph: Graph = new Map(
  [...new Set(sources.map(file => placeOf(file) ?? file))].map(place => {
    const imported = [...fileGraph].filter(([file]) => placeOf(file) === place).flatMap(([, found]) => [...found])
    const { dependencies, devDependencies } = manifests.get(place) ?? {}
    const declared = Object.keys({ ...dependencies, ...devDependencies }).map(name => resolvePackage(name))
    return [
      place,
      new Set([...imported, ...declared].map(placeOf).filter(other => other !== undefined && other !== place)),
    ]
  }) as [string, Set<string>][],
)

function resolveImport(file: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : resolvePackage(specifier)
}

/** The file that a package of this repository exports under a name; the name itself where it is no such package. */
function resolvePackage(specifier: string): string {
  for (const [place, { name, exports = {} }] of manifests) {
    if (specifier !== name && !specifier.startsWith(`${name}/`)) continue
    const exported = exports[`.${specifier.slice(name.length)}`]
    return exported ? join(place, exported) : place
  }
  return specifier
}

/** The nodes that import each other in a circle, and those between two circles. */
export function findCircles(graph: Graph): string[] {
  const left = new Map([...graph].map(([node, others]) => [node, [...others].filter(other => graph.has(other))]))
  for (let before = Number.POSITIVE_INFINITY; left.size < before; ) {
    before = left.size
    const imported = new Set([...left.values()].flat())
    for (const [node, others] of left) {
      if (!imported.has(node) || !others.some(other => left.has(other))) left.delete(node)
    }
  }
  return [...left.keys()]
}
