import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

test('[S8] a batch that arrives in two pieces is not interleaved with another connection', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-embedded-'))
  const postgres = await startEmbeddedPostgres(folder)
  const [slow, other] = [0, 1].map(() => new pg.Client({ connectionString: postgres.url })) as [pg.Client, pg.Client]
  await Promise.all([slow.connect(), other.connect()])

  const batch = new pg.Query(`SELECT set_config('app.tenant_id', 'mine', true)`)
  batch.submit = connection => {
    connection.parse({ name: '', text: `SELECT set_config('app.tenant_id', 'mine', true)`, types: [] }, true)
    connection.bind({ values: [] }, true)
    connection.describe({ type: 'P' }, true)
    connection.execute(null, true)
  }
  const done: string[] = []
  const first = new Promise(resolve => slow.query(batch).on('end', resolve)).then(() => done.push('first'))
  await sleep(500)
  const second = other.query(`SELECT current_setting('app.tenant_id', true) AS seen`).then(({ rows }) => {
    done.push('second')
    return rows
  })
  await sleep(500)
  slow.connection.sync()

  expect(await second).not.toEqual([{ seen: 'mine' }])
  await first
  expect(done).toEqual(['first', 'second'])
  await Promise.all([slow.end(), other.end()])
  await postgres.stop()
  await rm(folder, { recursive: true })
})
