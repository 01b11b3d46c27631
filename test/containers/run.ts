import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommandLine } from '@palisade/service/command-line'
import { freePort } from '../support/native/index.ts'

/**
 * Starts an architecture in containers, tests its networks, runs the conformance suite, and removes the containers.
 */
const architectures = ['single-vps', 'spa-mobile', 'multi-tenant-saas']
const { names } = readCommandLine({
  usage: `npm run test:containers -- [${architectures.join('|')}]`,
  names: architectures,
})
process.env['ARCHITECTURE'] = names[0] ?? 'multi-tenant-saas'
process.env['COMPOSE_PROJECT_NAME'] = 'palisade-test'
const [httpsPort, httpPort, mailboxPort] = [await freePort(), await freePort(), await freePort()]
const hasHosts = process.env['ARCHITECTURE'] === 'spa-mobile'
const originOf = (host: string) => `https://${hasHosts ? `${host}.palisade.` : ''}localhost:${httpsPort}`
Object.assign(process.env, {
  PALISADE_HTTPS_PORT: String(httpsPort),
  PALISADE_HTTP_PORT: String(httpPort),
  PALISADE_MAILBOX_PORT: String(mailboxPort),
  PALISADE_PUBLIC_ORIGIN: originOf('app'),
  PALISADE_ADMIN_ORIGIN: originOf('admin'),
  BASE_URL: originOf('api'),
  MAILBOX_URL: `http://127.0.0.1:${mailboxPort}`,
  WEB_ORIGIN: originOf('app'),
})
const folder = mkdtempSync(join(tmpdir(), 'palisade-containers-'))
const { compose, requireCompose } = await import('./compose.ts')
requireCompose()

try {
  compose(['up', '--build', '--detach'])
  await waitUntilReady()
  const printed = compose(['logs', '--no-color', 'migrate'], 'pipe')
  process.env['DEMO_PASSWORD'] = /all with the password (\S+)/.exec(printed)?.[1] ?? ''
  if (hasHosts) takeAdminCertificate()
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
  rmSync(folder, { recursive: true })
}

/** As an administrator is given it: out of the volume where the first start has put it. */
function takeAdminCertificate(): void {
  const take = (name: string) => {
    const file = join(folder, name)
    const secret = ['run', '--rm', '--no-deps', '-T', 'secrets', 'cat', `/secrets/admin/${name}`]
    writeFileSync(file, compose(secret, 'pipe'), { mode: 0o600 })
    return file
  }
  Object.assign(process.env, {
    ADMIN_URL: originOf('admin'),
    ADMIN_CERTIFICATE_FILE: take('administrator.pem'),
    ADMIN_KEY_FILE: take('administrator.key'),
  })
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
    if (Date.now() > end) throw new Error(`${originOf('api')} is not ready`)
    await sleep(1_000)
  }
}

/** The certificate was made a moment ago, by itself. */
function isReady(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const { host, hostname } = new URL(originOf('api'))
  // Not every resolver knows the names below `localhost`.
  const there = { host: '127.0.0.1', port: httpsPort, servername: hostname, headers: { host }, path: '/readyz' }
  const sent = request({ ...there, rejectUnauthorized: false, timeout: 3_000 }, answer => {
    answer.resume()
    resolve(answer.statusCode === 200)
  })
  sent.on('error', () => resolve(false))
  sent.on('timeout', () => sent.destroy())
  sent.end()
  return promise
}
