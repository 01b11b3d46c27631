import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { freePort, startRedis } from '../support/native/index.ts'
import { signInAt } from '../support/nodes.ts'
import { testOrigin } from '../support/samples.ts'
import { startApi } from '../support/targets/native-api.ts'
import { startDatabase } from '../support/targets/native-database.ts'

const undo: (() => Promise<unknown>)[] = []

afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

test('[P11] usage is counted while Redis is away, and nothing of it is lost when the process stops', async () => {
  const password = 'a password for tests alone'
  const database = await startDatabase(password)
  undo.push(database.stop)
  const redis = await startRedis()
  undo.push(redis.stop)
  const stores = { databaseUrl: database.url, redisUrl: redis.url }
  const api = await startApi({ port: await freePort(), publicOrigin: testOrigin, ...stores })
  const token = await signInAt(api.url, 'owner@acme.test', password)
  const read = async () => {
    const answer = await fetch(`${api.url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
  }
  for (let sent = 0; sent < 5; sent++) await read()
  await redis.stop()
  for (let sent = 0; sent < 5; sent++) await read()
  // Within the seconds after which a node writes.
  await api.stop()

  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  undo.push(() => owner.end())
  const { rows } = await owner.query(
    'SELECT unit, caller_kind, class, sum(requests)::integer AS requests FROM usage_counts GROUP BY 1, 2, 3 ORDER BY 1',
  )
  expect(rows).toEqual(['day', 'hour'].map(unit => ({ unit, caller_kind: 'people', class: 'read', requests: 10 })))
})
