import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureServers } from './native/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = mkdtempSync(join(tmpdir(), 'palisade-results-'))
const count = { passed: 0, skipped: 0 }
const failures: string[] = []

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
  if ((await run(join('node_modules/.bin', command), args)) === 0) count.passed += 1
  else failures.push(title)
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
for (const failure of failures) console.log(`\nfailed: ${failure}`)
console.log(`\n${count.passed} passed, ${failures.length} failed, ${count.skipped} skipped`)
process.exitCode = failures.length ? 1 : 0

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
  const { numPassedTests, numPendingTests, testResults } = readReport(outputFile)
  count.passed += numPassedTests
  count.skipped += numPendingTests
  const failed = testResults.flatMap(file => failuresIn(file).map(failure => `${project} ${failure}`))
  // A suite that could not start has run no test, and has failed all the same.
  failures.push(...(failed.length === 0 && code !== 0 ? [project] : failed))
}

interface Report {
  numPassedTests: number
  numPendingTests: number
  testResults: FileReport[]
}

interface FileReport {
  name: string
  status: string
  message: string
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
}

function readReport(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    return { numPassedTests: 0, numPendingTests: 0, testResults: [] }
  }
}

/** What failed in a file of tests and why: its tests, or the file itself where none of them could run. */
function failuresIn({ name, status, message, assertionResults }: FileReport): string[] {
  const file = relative(root, name)
  const tests = assertionResults.filter(test => test.status === 'failed')
  if (tests.length === 0 && status === 'failed') return [`${file}\n${message}`]
  return tests.map(test => `${file}: ${test.fullName}\n${test.failureMessages.join('\n')}`)
}

async function run(command: string, args: string[]): Promise<number> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(child, 'exit')
  return code ?? 1
}
