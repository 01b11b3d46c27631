import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { architecture, containers } from './compose.ts'

const node = containers().find(({ service }) => service === 'api-1')?.id ?? ''

/** Runs in a node of the API, with its secrets and its packages, and tells how it ended. */
function runInNode(script: string): string {
  const prelude = `
    const { readFileSync } = require('node:fs')
    const secret = name => readFileSync('/run/palisade/' + name, 'utf8')
    const pg = require('/app/packages/db/node_modules/pg')
    const { Redis } = require('/app/packages/service/node_modules/ioredis')
    const tell = promise => promise.then(() => 'worked', error => error.message).then(text => (console.log(text), process.exit()))
    const ask = url => { const client = new pg.Client(url); return client.connect().then(() => client.query('SELECT 1')) }
    const ping = (url, options) => {
      const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0, ...options })
      client.on('error', () => {})
      return client.ping()
    }
    const [database, redis, ca] = ['database-url', 'redis-url', 'authority.pem'].map(secret)
  `
  return spawnSync('docker', ['exec', node, 'node', '-e', prelude + script], { encoding: 'utf8' }).stdout.trim()
}

describe.runIf(architecture === 'multi-tenant-saas')('from a node of the API', () => {
  test('the database answers by TLS, and refuses the same password in the clear', () => {
    expect(runInNode(`tell(ask(database))`)).toBe('worked')
    expect(runInNode(`tell(ask(database.split('?')[0]))`)).toMatch(/^no pg_hba.conf entry for host .* no encryption$/)
  })

  test('Redis answers over TLS only', () => {
    expect(runInNode(`tell(ping(redis, { tls: { ca } }))`)).toBe('worked')
    expect(runInNode(`tell(ping(redis.replace('rediss', 'redis')))`)).not.toBe('worked')
  })

  test('the secrets cannot be changed', () => {
    expect(runInNode(`tell(require('node:fs/promises').writeFile('/run/palisade/new', ''))`)).toContain('EROFS')
  })
})
