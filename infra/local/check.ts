import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from '@palisade/service/command-line'

const root = fileURLToPath(new URL('../../', import.meta.url))
const bin = (name: string) => join(root, 'node_modules/.bin', name)

type Check = readonly [command: string, ...args: string[]]

/** What needs no server and takes seconds, each with the command that does it. */
const checks: Readonly<Record<string, Check>> = {
  'generated files': [process.execPath, 'infra/shared/render.ts', '--check'],
  'database columns': [process.execPath, 'packages/db/src/contract-columns.ts'],
  formatting: [bin('biome'), 'ci', '--max-diagnostics=20'],
  types: [bin('tsc'), '--noEmit', '--pretty', 'false', '--project', '.'],
  'types of the SPA': [bin('tsc'), '--noEmit', '--pretty', 'false', '--project', 'apps/web'],
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

const widest = 180

/**
 * Runs the checks that need no server, side by side, and shows what failed.
 * @returns the names of those that failed, and how many passed
 */
export async function runChecks(): Promise<{ failed: string[]; passed: number }> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ({ name, ...(await run(check)) })),
  )
  const failed = results.filter(({ code }) => code !== 0)
  for (const { name, code, output } of results) {
    console.log(`· ${name}${code === 0 ? '' : ' failed'}`)
    if (code !== 0) console.log(shorten(output))
  }
  const behind = behindOf(failed)
  if (behind.length > 0) console.log(`\nThese do not fit the contracts:\n- ${behind.join('\n- ')}`)
  return { failed: failed.map(({ name }) => name), passed: results.length - failed.length }
}

type Result = { name: string; output: string }

/** Which layers are behind, by what the checks said. */
export function behindOf(failed: readonly Result[]): string[] {
  const behind = new Set<string>()
  for (const { name, output } of failed) {
    if (name === 'generated files') behind.add('the generated files: run npm run render')
    if (name === 'database columns') behind.add('the database: add a migration, and the column to schema.prisma')
    if (!name.startsWith('types')) continue
    for (const [, file = ''] of output.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)) {
      const layer = layers.find(([folder]) => folder.test(file))?.[1]
      if (layer) behind.add(layer)
    }
  }
  return [...behind]
}

/** Whole types are in TypeScript's messages: the line and the beginning tell enough. */
function shorten(output: string): string {
  const lines = output.trimEnd().split('\n')
  const shown = lines.slice(0, 40).map(line => (line.length > widest ? `${line.slice(0, widest)}…` : line))
  return [...shown, ...(lines.length > 40 ? [`… and ${lines.length - 40} lines more`] : [])].join('\n')
}

function run([command, ...args]: Check): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code: code ?? 1, output }))
  })
}

if (import.meta.main) {
  readCommandLine({ usage: 'npm run check' })
  const { failed } = await runChecks()
  process.exitCode = failed.length > 0 ? 1 : 0
}
