import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { call } from '../support/http.ts'
import { startExporters, startRedisExporter } from '../support/native/index.ts'

const { exporterUrls } = inject('target')
if (!exporterUrls) throw new Error('this target has no servers that exporters can read')
const exporters = await startExporters(exporterUrls)
afterAll(exporters.stop)

const metricsAt = async (address = '') => (await fetch(`http://${address}/metrics`)).text()

test.each([
  ['nginx', ['nginx_up 1', 'nginx_connections_active']],
  [
    'postgres',
    ['pg_up 1', 'pg_stat_activity_count', 'pg_stat_activity_max_tx_duration', 'pg_settings_max_connections'],
  ],
  ['redis', ['redis_up 1', 'redis_memory_used_bytes', 'redis_memory_max_bytes']],
  ['host', ['node_filesystem_avail_bytes', 'node_filesystem_readonly', 'node_memory_MemAvailable_bytes']],
])('[S86] the exporter of %s reads its server', async (job, expected) => {
  const text = await metricsAt(exporters.targets[job]?.[0])
  for (const metric of expected) expect(text).toMatch(new RegExp(`^${metric}\\b`, 'm'))
})

describe('the page with the connections of the edge', () => {
  test('has an address of its own, and answers nothing else there', async () => {
    const url = new URL(exporterUrls.nginx)
    expect(await (await fetch(url)).text()).toMatch(/^Active connections: \d+/)
    for (const path of ['/', '/livez', '/api/orders', '/connections/']) {
      expect((await fetch(new URL(path, url))).status, path).toBe(404)
    }
  })

  test('[S57] is not served on the public port, whatever host is named', async () => {
    const host = new URL(exporterUrls.nginx).host
    for (const headers of [{}, { host }, { host: '127.0.0.1' }]) {
      const answer = await call('/connections', { headers })
      expect(answer.text).not.toContain('Active connections')
    }
  })
})

test('[S110] the login of the exporter reads statistics of PostgreSQL, and no table of Palisade', async () => {
  const client = new pg.Client(exporterUrls.postgres)
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string; readable: boolean }>(
      `SELECT oid::regclass::text AS name, has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE') AS readable FROM pg_class
       WHERE relkind IN ('r', 'v', 'm', 'p') AND relnamespace::regnamespace::text IN ('public', 'pgboss')`,
    )
    expect(tables.length).toBeGreaterThan(30)
    expect(tables.filter(({ readable }) => readable)).toEqual([])
    await expect(client.query('SELECT * FROM public.orders')).rejects.toThrow('permission denied')
    await expect(client.query('SET ROLE palisade_tenant')).rejects.toThrow('permission denied')
    // It sees the statements of others, which are sent with parameters, so without values.
    expect((await client.query('SELECT query FROM pg_stat_activity')).rowCount).toBeGreaterThan(0)
  } finally {
    await client.end()
  }
})

// The secrets of a deployment are handed to the users of other containers.
describe.skipIf(process.getuid?.() !== 0)('the account of the exporter in Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-exporter-secrets-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('[S110] may read INFO, and nothing else', async () => {
    for (const volume of ['database', 'setup', 'api', 'redis', 'redis-exporter', 'edge'])
      mkdirSync(join(folder, volume))
    const settings = { PALISADE_ENV: 'staging', PUBLIC_ORIGIN: 'https://localhost:8443', SECRETS_FOLDER: folder }
    execFileSync(process.execPath, ['infra/secrets/create.ts'], { env: { ...process.env, ...settings } })
    const accounts = readFileSync(join(folder, 'redis/users.acl'), 'utf8').split('\n')
    const [, name = '', ...rules] = accounts.find(line => line.startsWith('user metrics '))?.split(' ') ?? []
    const owner = new Redis(exporterUrls.redis)
    await owner.call('ACL', 'SETUSER', name, 'reset', ...rules)
    const url = new URL(exporterUrls.redis)
    url.username = name
    url.password = readFileSync(join(folder, 'redis-exporter/password'), 'utf8')
    const exporter = await startRedisExporter(url.href)
    const client = new Redis(url.href, { enableReadyCheck: false })
    try {
      expect(await metricsAt(exporter.address)).toMatch(/^redis_up 1$/m)
      for (const command of [
        'GET key',
        'KEYS *',
        'SCAN 0',
        'CONFIG GET *',
        'MONITOR',
        'CLIENT LIST',
        'PUBLISH palisade:changes x',
      ]) {
        const [first = '', ...words] = command.split(' ')
        await expect(client.call(first, ...words), command).rejects.toThrow(/NOPERM/)
      }
    } finally {
      client.disconnect()
      await owner.call('ACL', 'DELUSER', name)
      owner.disconnect()
      await exporter.stop()
    }
  })
})
