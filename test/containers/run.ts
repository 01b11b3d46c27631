import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../native/index.ts'

/**
 * Brings an architecture up in containers, as it would be served, and points the tests at it: its networks, then the
 * conformance suite. Takes it down again, whatever happened.
 *   npm run test:containers -- [architecture]
 */
process.env['ARCHITECTURE'] = process.argv[2] ?? 'multi-tenant-saas'
process.env['COMPOSE_PROJECT_NAME'] = 'palisade-test'
const [httpsPort, httpPort] = [await freePort(), await freePort()]
const baseUrl = `https://localhost:${httpsPort}`
Object.assign(process.env, {
  PALISADE_HTTPS_PORT: String(httpsPort),
  PALISADE_HTTP_PORT: String(httpPort),
  PALISADE_PUBLIC_ORIGIN: baseUrl,
  BASE_URL: baseUrl,
})
const { compose } = await import('./compose.ts')

try {
  compose(['up', '--build', '--detach'])
  await waitUntilReady()
  const printed = compose(['logs', '--no-color', 'migrate'], 'pipe')
  process.env['DEMO_PASSWORD'] = /all with the password (\S+)/.exec(printed)?.[1] ?? ''
  const passed = [runTests('containers')]
  for (const file of globSync('test/conformance/*.test.ts').sort()) {
    await clearCounters()
    passed.push(runTests('conformance:given', file))
  }
  if (passed.includes(false)) {
    compose(['logs', '--tail', '200'])
    process.exitCode = 1
  }
} finally {
  compose(['down', '--volumes'])
}

function runTests(project: string, ...files: string[]): boolean {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config=test/vitest.config.ts', `--project=${project}`]
  return spawnSync(process.execPath, [...vitest, ...files], { stdio: 'inherit' }).status === 0
}

/**
 * All cases come from one address here, and share its limits and what the attacks among them do wrong. So each file
 * begins with the counters cleared, and with buckets of the edge that have had time to drain.
 */
async function clearCounters(): Promise<void> {
  compose(['stop', 'redis'])
  compose(['run', '--rm', '--no-deps', '--entrypoint', 'sh', 'redis', '-c', 'rm -rf /data/*'])
  compose(['start', 'redis'])
  await sleep(15_000)
}

async function waitUntilReady(): Promise<void> {
  const end = Date.now() + 300_000
  while (!(await isReady())) {
    if (Date.now() > end) throw new Error(`${baseUrl} is not ready`)
    await sleep(1_000)
  }
}

/** The certificate was made a moment ago, by itself. */
function isReady(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const asked = request(`${baseUrl}/readyz`, { rejectUnauthorized: false, timeout: 3_000 }, answer => {
    answer.resume()
    resolve(answer.statusCode === 200)
  })
  asked.on('error', () => resolve(false))
  asked.on('timeout', () => asked.destroy())
  asked.end()
  return promise
}
