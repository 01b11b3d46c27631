import { join } from 'node:path'
import { readCommandLine } from '@palisade/service/command-line'
import { type Command, findUntranslated, lingui, runCaptured } from './captured-command.ts'
import { root } from './paths.js'

const bin = (name: string) => join(root, 'node_modules/.bin', name)

/** What needs no server and takes seconds, each with the command that does it. */
const checks: Readonly<Record<string, Command>> = {
  'generated files': [process.execPath, 'infra/shared/render.ts', '--check'],
  'database columns': [process.execPath, 'packages/db/src/contract-columns.ts'],
  formatting: [bin('biome'), 'ci', '--colors=off', '--max-diagnostics=20'],
  types: [bin('tsc'), '--noEmit', '--pretty', 'false', '--project', '.'],
  'types of the SPA': [bin('tsc'), '--noEmit', '--pretty', 'false', '--project', 'apps/web'],
  'messages of the SPA': lingui('check', 'sync', '--clean'),
  'German texts of the SPA': findUntranslated,
  'dead code': [bin('knip')],
  // The generators of clients need a TypeScript whose compiler can be called; TypeScript 7 has no such interface.
  'versions of dependencies': [bin('sherif'), '--fail-on-warnings', '--ignore-dependency', 'typescript'],
}

/** The parts of the repository that follow the contracts, by the folders that TypeScript names. */
const layers: readonly (readonly [folder: RegExp, layer: string])[] = [
  [/^packages\/contracts\//, 'the contracts themselves'],
  [/^packages\/db\//, 'the database (packages/db)'],
  [/^packages\/edge\//, 'the compiler of the edge (packages/edge)'],
  [/^apps\/api\//, 'the store and the handlers (apps/api)'],
  [/^apps\/worker\//, 'the worker (apps/worker)'],
  [/^(?:apps\/web\/)?src\/|^apps\/web\//, 'the SPA (apps/web)'],
  [/^apps\/mobile-client\//, 'the mobile client (apps/mobile-client)'],
  [/^test\//, 'the tests (test)'],
]

const endpointList = 'packages/contracts/src/endpoints/index.ts'

const widest = 180

/**
 * Runs the checks that need no server, side by side, and shows what failed.
 * @returns the names of those that failed, and how many passed
 */
export async function runChecks(): Promise<{ failed: string[]; passed: number }> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ({ name, ...(await runCaptured(check)) })),
  )
  const failed = results.filter(({ code }) => code !== 0)
  for (const { name, code, output } of results) {
    console.log(`· ${name}${code === 0 ? '' : ' failed'}`)
    if (code !== 0) console.log(describeFailed({ name, output }))
  }
  const behind = behindOf(failed)
  if (behind.length > 0) console.log(`\nThese do not follow the contracts:\n- ${behind.join('\n- ')}`)
  return { failed: failed.map(({ name }) => name), passed: results.length - failed.length }
}

type Result = { name: string; output: string }

/** Which layers are behind, by what the checks said. */
export function behindOf(failed: readonly Result[]): string[] {
  return [...new Set(failed.flatMap(findBehind))]
}

function findBehind({ name, output }: Result): string[] {
  if (name === 'generated files') return ['the generated files: run npm run render']
  if (name === 'database columns') return ['the database: add a migration, and the column to schema.prisma']
  if (name === 'dead code') {
    const files = output.match(/packages\/contracts\/src\/endpoints\/[\w-]+\.ts/g) ?? []
    return files.map(file => `the list of endpoints: add what ${file} declares to ${endpointList}`)
  }
  if (!name.startsWith('types')) return []
  return [...output.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].flatMap(
    ([, file = '']) => layers.find(([folder]) => folder.test(file))?.[1] ?? [],
  )
}

/** What to show of a check that failed. Whole types are in TypeScript's messages, whose beginnings tell enough. */
export function describeFailed({ name, output }: Result): string {
  const width = name.startsWith('types') ? widest : Number.POSITIVE_INFINITY
  const lines = output.trimEnd().split('\n')
  const shown = lines.slice(0, 40).map(line => (line.length > width ? `${line.slice(0, width)}…` : line))
  const more = lines.length > 40 ? [`… and ${lines.length - 40} lines more`] : []
  const wayOut = name in waysOut ? [waysOut[name]] : []
  return [...shown, ...more, ...wayOut].join('\n')
}

/** What to do about a check that failed, where the check does not say it. */
const waysOut: Readonly<Record<string, string>> = {
  formatting: 'npm run format mends what it can',
  'messages of the SPA': 'Run npm run messages: it writes the catalogs, and lists the German texts to write',
  'German texts of the SPA': 'Write them into apps/web/src/locales; npm run messages lists what is missing',
}

if (import.meta.main) {
  readCommandLine({ usage: 'npm run check' })
  const { failed } = await runChecks()
  process.exitCode = failed.length > 0 ? 1 : 0
}
