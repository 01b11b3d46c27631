import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import pg from 'pg'
import { send } from '../support/clients/send.ts'
import { freePort, startRedis } from '../support/native/index.ts'
import { startApi } from '../support/targets/native-api.ts'
import { startDatabase } from '../support/targets/native-database.ts'
import { withoutLimits } from '../support/targets/without-limits.ts'
import { progress } from './progress.ts'

export type SearchFigures = {
  orders: number
  /** Of another tenant's list, in milliseconds, for each pair. */
  pairs: { without: number; under: number }[]
  searches: { answered: number; refused: number; failed: number }
  failedLists: number
}

/** As a member would who wants to do harm: many at once, with words whose grams are in every order. */
const words = ['call before call', 'customer customer', 'please delivery', 'zzzz', '語', 'example.com please']
const atOnce = 20

/** Measures another tenant's list while one tenant with many orders searches as fast as it can. */
export async function measureSearch({ orders, pairs, lists }: { orders: number; pairs: number; lists: number }) {
  const password = 'a password for the bench'
  const database = await startDatabase(password)
  const redis = await startRedis()
  const port = await freePort()
  try {
    progress(`${orders.toLocaleString('en')} orders`)
    await insertOrders(database.ownerUrl, orders)
    const api = await startApi({
      port,
      publicOrigin: `http://127.0.0.1:${port}`,
      databaseUrl: database.url,
      redisUrl: redis.url,
      nodeArgs: withoutLimits(),
    })
    try {
      const tokenOf = async (email: string) => {
        const json = { email, password, refreshTokenIn: 'body' }
        const answer = await send(api.url, '/api/auth/sign-in', { method: 'POST', json })
        return answer.json<ResponseOf<'auth.sign-in'>>().accessToken
      }
      const [attacker, victim] = [await tokenOf('member@acme.test'), await tokenOf('member@globex.test')]
      progress('searches against lists')
      return await measurePairs({ url: api.url, attacker, victim, orders, pairs, lists })
    } finally {
      await api.stop()
    }
  } finally {
    await redis.stop()
    await database.stop()
  }
}

type Order = { url: string; attacker: string; victim: string; orders: number; pairs: number; lists: number }

async function measurePairs({ url, attacker, victim, orders, pairs, lists }: Order): Promise<SearchFigures> {
  const figures: SearchFigures = { orders, pairs: [], searches: { answered: 0, refused: 0, failed: 0 }, failedLists: 0 }
  const list = async () => {
    const began = performance.now()
    const { status } = await send(url, '/api/orders', { token: victim })
    if (status !== 200) figures.failedLists += 1
    return performance.now() - began
  }
  const p95 = async () => {
    const times: number[] = []
    while (times.length < lists) times.push(await list())
    return times.sort((a, b) => a - b)[Math.floor(lists * 0.95)] ?? 0
  }
  const search = async (index: number) => {
    const query = encodeURIComponent(words[index % words.length] ?? '')
    const { status } = await send(url, `/api/orders/search?q=${query}`, { token: attacker })
    figures.searches[status === 200 ? 'answered' : status === 429 || status === 503 ? 'refused' : 'failed'] += 1
    if (status !== 200) await sleep(100)
  }
  await p95() // warms up
  for (let pair = 0; pair < pairs; pair++) {
    const without = await p95()
    let isOver = false
    const attack = async (first: number) => {
      for (let next = first; !isOver; next++) await search(next)
    }
    const attacks = Array.from({ length: atOnce }, (_, first) => attack(first))
    const under = await p95()
    isOver = true
    await Promise.all(attacks)
    figures.pairs.push({ without, under })
  }
  return figures
}

/** Orders of one tenant, by SQL: the API would take a quarter of an hour. */
async function insertOrders(url: string, orders: number): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(
    `INSERT INTO orders (id, tenant_id, reference, status, customer_name, customer_email, currency, note, total_minor,
       created_by, created_at)
     SELECT gen_random_uuid(), tenants.id, 'BENCH-' || i, 'draft', 'Customer ' || i, 'c' || i || '@example.com', 'EUR',
       'Please call before delivery. ' || md5(i::text), i, memberships.id, now() - i * interval '1 minute'
     FROM tenants JOIN memberships ON memberships.tenant_id = tenants.id AND memberships.role = 'member',
       generate_series(1, $1) AS i`,
    [orders],
  )
  await owner.query(`SELECT set_config('app.tenant_id', id::text, false) FROM tenants WHERE slug = 'acme'`)
  await owner.query(`SELECT count(search.index_order(id)) FROM orders WHERE reference LIKE 'BENCH-%'`)
  await owner.query('VACUUM ANALYZE')
  await owner.end()
}
