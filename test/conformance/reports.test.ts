import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { currencies, limitClasses, orderStatuses, type ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { createOrder } from '../support/create-order.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { signUp, tokenOf } from '../support/users.ts'

type Report = ResponseOf<'reports.read'>

const minuteMs = 60_000

const ask = async (json: object, token?: string) =>
  call('/api/reports', { method: 'POST', token: token ?? (await tokenOf('member')), json })

const read = async (id: string, token?: string) =>
  call(`/api/reports/${id}`, { token: token ?? (await tokenOf('member')) })

const around = (at: number) => ({
  createdFrom: new Date(at - minuteMs).toISOString(),
  createdBefore: new Date(at + minuteMs).toISOString(),
})

/** Until a worker is through with it. */
async function finished(id: string, token?: string): Promise<Report> {
  for (let tries = 0; tries < 180; tries++) {
    const report = (await read(id, token)).json<Report>()
    if (report.status === 'done' || report.status === 'failed') return report
    await sleep(500)
  }
  throw new Error(`the report ${id} is not done after a minute and a half: is there a worker?`)
}

describe('[S74] a report', () => {
  test('is accepted at once, and computed by a worker', async () => {
    const period = { createdFrom: '2020-01-01T00:00:00.000Z', createdBefore: '2020-12-31T00:00:00.000Z' }
    const answer = await ask(period)
    expect(answer.status).toBe(202)
    const { id, createdAt, ...promised } = answer.json<Report>()
    expect(answer.headers['location']).toBe(`/api/reports/${id}`)
    expect(promised).toEqual({ ...period, status: 'queued', finishedAt: null, rows: null })

    const { finishedAt, ...done } = await finished(id)
    expect(done).toEqual({ id, ...period, createdAt, status: 'done', rows: [] })
    expect(Date.parse(finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(createdAt))
  })

  test('[S94] counts the orders of the tenant by status and currency, and no other’s', async () => {
    const token = await tokenOf('member')
    const order = await createOrder()
    const period = around(Date.parse(order.createdAt))
    const [own, foreign] = await Promise.all([
      ask(period).then(answer => finished(answer.json<Report>().id)),
      tokenOf('member', 'globex').then(async other => finished((await ask(period, other)).json<Report>().id, other)),
    ])

    const counted = await listTotals(period, token)
    expect(own.rows).toEqual(counted)
    expect(own.rows?.map(({ status, currency }) => [status, currency])).toContainEqual(['draft', order.currency])
    expect(foreign.rows).toEqual(await listTotals(period, await tokenOf('member', 'globex')))
  })

  test('[S94] of another tenant gets 404, like an unknown one', async () => {
    const { id } = (await ask(around(Date.now()))).json<Report>()
    expectProblem(await read(id, await tokenOf('owner', 'globex')), 'not-found')
    expectProblem(await read(randomUUID()), 'not-found')
    await finished(id)
  })

  test('[S42] costs ten units of the user’s limit', async () => {
    // Who has spent nothing is given nothing back meanwhile.
    const { accessToken } = await signUp()
    const answer = await ask(around(Date.now()), accessToken)
    expect(answer.headers['ratelimit']).toContain(`"report-user";r=${limitClasses.report.perUser.burst - 10};`)
  })
})

describe('[S98] an invalid period is refused', () => {
  const now = new Date().toISOString()
  const wrong = {
    'one that ends before it begins': { createdFrom: now, createdBefore: '2020-01-01T00:00:00Z' },
    'an empty one': { createdFrom: now, createdBefore: now },
    'one of more than a year and a day': { createdFrom: '2020-01-01T00:00:00Z', createdBefore: '2021-01-02T00:00:00Z' },
    'one without an end': { createdFrom: now },
    'one from the year 0': { createdFrom: '0000-01-01T00:00:00Z', createdBefore: '0000-06-01T00:00:00Z' },
    'a day that is none': { createdFrom: '2020-02-30T00:00:00Z', createdBefore: now },
    'one that names a tenant': { createdFrom: now, createdBefore: now, tenantId: randomUUID() },
  }
  for (const [what, body] of Object.entries(wrong)) {
    test(what, async () => {
      expectProblem(await ask(body), 'validation-failed')
    })
  }

  test('[S98] a report requires a sign-in', async () => {
    expectProblem(await call('/api/reports', { method: 'POST', json: around(Date.now()) }), 'unauthenticated')
  })
})

/** The same figures, from the list of orders. */
async function listTotals(period: object, token: string): Promise<Report['rows']> {
  const query = new URLSearchParams({ ...period, limit: '100' })
  const { items } = (await call(`/api/orders?${query}`, { token })).json<ResponseOf<'orders.list'>>()
  return [...orderStatuses].sort().flatMap(status =>
    [...currencies].sort().flatMap(currency => {
      const matching = items.filter(item => item.status === status && item.currency === currency)
      if (matching.length === 0) return []
      const totalMinor = String(matching.reduce((sum, item) => sum + BigInt(item.totalMinor), 0n))
      return [{ status, currency, orders: matching.length, totalMinor }]
    }),
  )
}
