import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureServers } from './native/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = mkdtempSync(join(tmpdir(), 'palisade-results-'))
const count = { passed: 0, failed: 0, skipped: 0 }

const checks: Record<string, string[]> = {
  'format and lint': ['biome', 'ci'],
  types: ['tsc', '--project', '.'],
  'types of the SPA': ['tsc', '--project', 'apps/web'],
  'dead code': ['knip'],
  'versions of dependencies': ['sherif', '--fail-on-warnings'],
}

/** The projects of vitest.config.ts, from what fails fastest to what takes longest; true for those that need servers. */
const suites: Record<string, boolean> = {
  units: false,
  'conformance:embedded': false,
  faults: true,
  'conformance:single-vps': true,
  'conformance:spa-mobile': true,
  'conformance:multi-tenant-saas': true,
  stack: true,
  waf: true,
  attacks: true,
  'browser:embedded': true,
  'browser:single-vps': true,
  'browser:spa-mobile': true,
}

console.log('· servers')
const missing = ensureServers()

for (const [title, [command = '', ...args]] of Object.entries(checks)) {
  console.log(`· ${title}`)
  const passed = (await run(join('node_modules/.bin', command), args)) === 0
  count[passed ? 'passed' : 'failed'] += 1
}
for (const [project, needsServers] of Object.entries(suites)) {
  console.log(`· ${project}`)
  if (needsServers && missing.length) {
    console.log(`  skipped: ${missing.join(', ')} not installed, and this user may not install it`)
    count.skipped += 1
  } else {
    await runSuite(project)
  }
}
rmSync(results, { recursive: true })
console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exitCode = count.failed ? 1 : 0

async function runSuite(project: string): Promise<void> {
  const outputFile = join(results, `${project.replace(':', '-')}.json`)
  const code = await run(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config=test/vitest.config.ts',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
    ...(project === 'units' && missing.length === 0 ? ['--coverage.enabled'] : []),
  ])
  const { numPassedTests, numFailedTests, numPendingTests } = readCounts(outputFile)
  count.passed += numPassedTests
  count.skipped += numPendingTests
  // A suite that could not start has run no test, and has failed all the same.
  count.failed += numFailedTests || (code === 0 ? 0 : 1)
}

function readCounts(file: string) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<`num${'Passed' | 'Failed' | 'Pending'}Tests`, number>
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 }
  }
}

async function run(command: string, args: string[]): Promise<number> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(child, 'exit')
  return code ?? 1
}
