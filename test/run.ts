import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from '@palisade/service/command-line'
import { runChecks } from '../infra/local/check.ts'
import type { Results } from './results-reporter.ts'
import { ensureServers } from './support/native/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const total: Results = { passed: 0, skipped: 0, failed: [] }

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

/**
 * What only the nightly workflow runs, which names these parts: `npm test` has to end within forty minutes on two processors.
 * The pages are tested on the embedded default, and several nodes behind an edge by multi-tenant-saas.
 */
const nightly = ['conformance:spa-mobile', 'browser:single-vps', 'browser:spa-mobile']
/** Faults that take a minute each, because `npm start` or a worker has to come up again. */
const slowFaults = '--exclude=test/faults/{workers,start,start-data,start-settings,end-of-start}.test.ts'

const parts = ['check', ...Object.keys(suites)]
const { names } = readCommandLine({ usage: `npm test -- [${parts.join('] [')}]`, names: parts })
const isWanted = (part: string) => (names.length === 0 ? !nightly.includes(part) : names.includes(part))

const results = mkdtempSync(join(tmpdir(), 'palisade-results-'))
console.log('· servers')
const missing = names.every(name => !suites[name]) && names.length > 0 ? [] : ensureServers()

if (isWanted('check')) {
  const { passed, failed } = await runChecks()
  total.passed += passed
  total.failed.push(...failed)
}
for (const [project, needsServers] of Object.entries(suites).filter(([name]) => isWanted(name))) {
  console.log(`· ${project}`)
  if (needsServers && missing.length) {
    console.log(`  skipped: ${missing.join(', ')} not installed, and this user may not install it`)
    total.skipped += 1
  } else {
    await runSuite(project)
  }
}
rmSync(results, { recursive: true })
for (const test of total.failed) console.log(`\nfailed: ${test}`)
console.log(`\n${total.passed} passed, ${total.failed.length} failed, ${total.skipped} skipped`)
process.exitCode = total.failed.length ? 1 : 0

async function runSuite(project: string): Promise<void> {
  const file = join(results, `${project.replace(':', '-')}.json`)
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config=test/vitest.config.ts',
    `--project=${project}`,
    ...(project === 'faults' && names.length === 0 ? [slowFaults] : []),
    ...(project === 'units' && missing.length === 0 ? ['--coverage.enabled'] : []),
  ]
  const code = await run(process.execPath, args, { ...process.env, RESULTS_FILE: file })
  const { passed, skipped, failed } = readResults(file)
  const named = (tests: string[]) => tests.map(test => `${project} ${test}`)
  total.passed += passed
  total.skipped += skipped
  // A suite that could not start has run no test, and one that covers too little has failed none: both have failed.
  total.failed.push(...(failed.length === 0 && code !== 0 ? [project] : named(failed)))
}

function readResults(file: string): Results {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results
  } catch {
    return { passed: 0, skipped: 0, failed: [] }
  }
}

async function run(command: string, args: string[], env = process.env): Promise<number> {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(child, 'exit')
  return code ?? 1
}
