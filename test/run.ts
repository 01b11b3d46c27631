import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from '@palisade/service/command-line'
import { runChecks } from '../infra/local/check.ts'
import type { Results } from './results-reporter.ts'
import {
  type DebianPackage,
  describeMissing,
  ensureServers,
  hostPackages,
  logStoreProgram,
} from './support/native/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const endWithParent = new URL('../infra/local/end-with-parent.ts', import.meta.url).href
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
  operations: true,
  hosts: true,
  waf: true,
  attacks: true,
  'browser:embedded': true,
  'browser:single-vps': true,
  'browser:spa-mobile': true,
  'browser:multi-tenant-saas': true,
  firefox: true,
}

/**
 * The parts that only the nightly workflow runs, so that `npm test` ends within forty minutes on two processors. Where servers
 * are missing, `npm test` runs conformance:embedded too.
 */
const nightly = [
  'conformance:embedded',
  'conformance:single-vps',
  'conformance:spa-mobile',
  'browser:single-vps',
  'browser:spa-mobile',
  'browser:multi-tenant-saas',
  'firefox',
]

/** Test files that take too long for `npm test`. The nightly workflow runs these suites whole. */
const slow: Record<string, string> = {
  hosts: 'test/hosts/{other-firewalls,published-ports,ssh-second-factor,ban,edge-log,role}.test.ts',
  faults:
    'test/faults/{dev,key-rotation,load-balancer,lost-keys,tenant-life,waf-blocks,workers,start*,end-of-start}.test.ts',
  operations: 'test/operations/{backup-alerts,dashboards,disaster,job-alerts,log-queues,objective-alerts}.test.ts',
  'browser:embedded': 'test/browser/{accessibility,api-reference,budgets,german-pages,usage}.test.ts',
}

/** The packages of suites that need others than the usual servers. */
const ownPackages: Record<string, readonly DebianPackage[]> = { firefox: ['firefox-esr'], hosts: hostPackages }

const parts = ['check', ...Object.keys(suites), 'nightly']
const given = readCommandLine({ usage: `npm test -- [${parts.join('] [')}]`, names: parts })
const names = given.names.flatMap(name => (name === 'nightly' ? [...Object.keys(slow), ...nightly] : name))
const results = mkdtempSync(join(tmpdir(), 'palisade-results-'))
console.log('· servers')
const missing = names.every(name => !suites[name]) && names.length > 0 ? [] : ensureServers()
const isByDefault = (part: string) => !nightly.includes(part) || (part === 'conformance:embedded' && missing.length > 0)
const isWanted = (part: string) => (names.length === 0 ? isByDefault(part) : names.includes(part))

if (isWanted('check')) {
  const { passed, failed } = await runChecks()
  total.passed += passed
  total.failed.push(...failed)
}
for (const [project, needsServers] of Object.entries(suites).filter(([name]) => isWanted(name))) {
  console.log(`· ${project}`)
  const own = ownPackages[project]
  const lacks = own ? ensureServers(own) : missing
  if (needsServers && lacks.length) {
    console.log(`  skipped: ${describeMissing(lacks)}`)
    total.skipped += 1
  } else {
    if (project === 'operations' && !logStoreProgram)
      console.log('  skipped: the log store; VictoriaLogs is not installed')
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
    ...(slow[project] && names.length === 0 ? [`--exclude=${slow[project]}`] : []),
    ...(project === 'units' && missing.length === 0 ? ['--coverage.enabled'] : []),
    // Its files share no server. Vitest would use one of two processors.
    ...(project === 'units' ? ['--maxWorkers=2'] : []),
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
  // Ends with this process, whatever ends it: the channel closes (infra/local/end-with-parent.ts).
  const child = spawn(command, ['--import', endWithParent, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [code] = await once(child, 'exit')
  return code ?? 1
}
