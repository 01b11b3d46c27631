import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import pg from 'pg'
import { send } from '../support/clients/send.ts'
import { freePort, startRedis } from '../support/native/index.ts'
import { createSignUpLink } from '../support/sign-up-link.ts'
import { startApi } from '../support/targets/native-api.ts'
import { startDatabase } from '../support/targets/native-database.ts'
import { withoutLimits } from '../support/targets/without-limits.ts'
import { progress } from './progress.ts'

/** The load: one member of each of these tenants, each with this many searches at once. */
export type Attack = { readonly tenants: number; readonly atOnce: number }

export type SearchFigures = {
  attack: Attack
  /** Of another tenant's list, in milliseconds, for each pair. */
  pairs: { without: number; under: number }[]
  searches: { answered: number; refused: number; failed: number }
  failedLists: number
}

/** As a member would who wants to do harm: many at once, with words whose grams are in every order. */
const words = [
  'call before zq',
  'customer qcustomer',
  'please call before delivery customer example com draftx',
  'zzzz',
  '語',
  'example.com pleasea',
]

type Size = { orders: number; pairs: number; lists: number; attacks: readonly Attack[] }

/** Measures another tenant's list while members of other tenants, the first of which is large, search as fast as they can. */
export async function measureSearch({ orders, pairs, lists, attacks }: Size): Promise<SearchFigures[]> {
  const password = 'a password for the bench'
  const database = await startDatabase(password)
  const redis = await startRedis()
  const port = await freePort()
  try {
    const api = await startApi({
      port,
      publicOrigin: `http://127.0.0.1:${port}`,
      databaseUrl: database.url,
      redisUrl: redis.url,
      nodeArgs: withoutLimits(),
    })
    try {
      const post = async (path: string, json: object) =>
        (await send(api.url, path, { method: 'POST', json })).json<ResponseOf<'auth.sign-in'>>()
      const victim = await post('/api/auth/sign-in', { email: 'member@globex.test', password, refreshTokenIn: 'body' })
      const attackers: Session[] = []
      while (attackers.length < Math.max(...attacks.map(({ tenants }) => tenants))) {
        const slug = `f${randomUUID().slice(0, 8)}`
        const token = await createSignUpLink(database.ownerUrl, `owner@${slug}.test`)
        const owner = { name: 'Owner', password, refreshTokenIn: 'body' }
        const json = { token, tenant: { slug, name: 'Attacker' }, ...owner }
        attackers.push(await post('/api/auth/sign-up/completion', json))
      }
      progress(`${orders.toLocaleString('en')} orders`)
      for (const [index, { user }] of attackers.entries()) {
        await insertOrders(database.ownerUrl, user.tenant.id, index === 0 ? orders : orders / 40)
      }
      const tokens = attackers.map(({ accessToken }) => accessToken)
      const figures: SearchFigures[] = []
      for (const attack of attacks) {
        progress(`searches of ${attack.tenants} against lists`)
        const attackers = tokens.slice(0, attack.tenants)
        figures.push(await measurePairs({ url: api.url, attack, attackers, victim: victim.accessToken, pairs, lists }))
      }
      return figures
    } finally {
      await api.stop()
    }
  } finally {
    await redis.stop()
    await database.stop()
  }
}

type Session = ResponseOf<'auth.sign-in'>

type Order = { url: string; attack: Attack; attackers: string[]; victim: string; pairs: number; lists: number }

async function measurePairs({ url, attack, attackers, victim, pairs, lists }: Order): Promise<SearchFigures> {
  const figures: SearchFigures = { attack, pairs: [], searches: { answered: 0, refused: 0, failed: 0 }, failedLists: 0 }
  let sent = 0
  // From many addresses: the limit of an address is not what is measured.
  const list = async () => {
    const began = performance.now()
    const { status } = await send(url, '/api/orders', { token: victim, from: `127.40.0.${1 + (sent++ % 200)}` })
    if (status !== 200) figures.failedLists += 1
    return performance.now() - began
  }
  const p95 = async () => {
    const times: number[] = []
    while (times.length < lists) times.push(await list())
    return times.sort((a, b) => a - b)[Math.floor(lists * 0.95)] ?? 0
  }
  const search = async (token: string, index: number) => {
    const query = encodeURIComponent(words[index % words.length] ?? '')
    const { status } = await send(url, `/api/orders/search?q=${query}`, {
      token,
      from: `127.40.1.${1 + attackers.indexOf(token)}`,
    })
    figures.searches[status === 200 ? 'answered' : status === 429 || status === 503 ? 'refused' : 'failed'] += 1
    // The limits keep a member from sending refused requests without a pause, and they are taken out here.
    if (status !== 200) await sleep(100)
  }
  await p95() // warms up
  for (let pair = 0; pair < pairs; pair++) {
    const without = await p95()
    let isOver = false
    const searchOn = async (token: string, first: number) => {
      for (let next = first; !isOver; next++) await search(token, next)
    }
    const attacks = attackers.flatMap(token =>
      Array.from({ length: attack.atOnce }, (_, first) => searchOn(token, first)),
    )
    const under = await p95()
    isOver = true
    await Promise.all(attacks)
    figures.pairs.push({ without, under })
  }
  return figures
}

/** Orders of one tenant, by SQL: the API would take a quarter of an hour. */
async function insertOrders(url: string, tenantId: string, orders: number): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(
    `INSERT INTO orders (id, tenant_id, reference, status, customer_name, customer_email, currency, note, total_minor,
       created_by, created_at)
     SELECT gen_random_uuid(), $1, 'BENCH-' || i, 'draft', 'Customer ' || i, 'c' || i || '@example.com', 'EUR',
       'Please call before delivery. ' || md5(i::text), i, memberships.id, now() - i * interval '1 minute'
     FROM memberships, generate_series(1, $2) AS i WHERE memberships.tenant_id = $1`,
    [tenantId, orders],
  )
  await owner.query(`SELECT set_config('app.tenant_id', $1, false)`, [tenantId])
  await owner.query('SELECT count(search.index_order(id)) FROM orders WHERE tenant_id = $1', [tenantId])
  await owner.query('VACUUM ANALYZE')
  await owner.end()
}
