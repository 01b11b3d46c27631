import { randomUUID } from 'node:crypto'
import type { Order, ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { createOrder } from '../support/create-order.ts'
import { expectProblem, expectSecurityHeaders } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { signUp, strongTokenOf, tokenOf } from '../support/users.ts'

const { hasEdge } = inject('target')

type Page = ResponseOf<'orders.list'>

describe('creating an order', () => {
  test('computes totals in minor units, and returns Location and ETag', async () => {
    const token = await tokenOf('member')
    const answer = await call('/api/orders', { method: 'POST', token, json: draft })
    expect(answer.status).toBe(201)
    expectSecurityHeaders(answer)
    const order = answer.json<Order>()
    expect(order).toMatchObject({ ...draft, status: 'draft', version: 1, totalMinor: 45_250 })
    expect(order.lines.map(line => line.totalMinor)).toEqual([37_800, 7_450])
    expect(order.allowedTransitions).toEqual(['placed', 'cancelled'])
    expect(answer.headers).toMatchObject({ location: `/api/orders/${order.id}`, etag: '"1"' })
    expect((await call(`/api/orders/${order.id}`, { token })).json<Order>()).toEqual(order)
  })

  test('refuses totals, ids and statuses that a client makes up', async () => {
    const token = await tokenOf('member')
    for (const invented of [{ totalMinor: 1 }, { tenantId: randomUUID() }, { status: 'paid' }, { id: randomUUID() }]) {
      const answer = await call('/api/orders', { method: 'POST', token, json: { ...draft, ...invented } })
      expectProblem(answer, 'validation-failed')
      // The edge knows the declared fields, and not where in the body another one stands.
      if (hasEdge) continue
      expect(answer.json().errors).toEqual([
        { in: 'body', pointer: `/${Object.keys(invented)[0]}`, detail: 'is not a known field' },
      ])
    }
  })

  test('refuses amounts that are no integers in range', async () => {
    const token = await tokenOf('member')
    for (const unitPriceMinor of [-1, 1.5, '100', 1_000_000_001, null]) {
      const json = { ...draft, lines: [{ ...draft.lines[0], unitPriceMinor }] }
      expectProblem(await call('/api/orders', { method: 'POST', token, json }), 'validation-failed')
    }
  })
})

describe('[B8] an Idempotency-Key', () => {
  const create = async (key: string, json: unknown = draft) =>
    call('/api/orders', { method: 'POST', token: await tokenOf('member'), headers: { 'idempotency-key': key }, json })

  test('creates one order, however often and however close together the request is sent', async () => {
    const key = randomUUID()
    const answers = await Promise.all([create(key), create(key), create(key)])
    const created = answers.filter(answer => answer.status === 201)
    const inFlight = answers.filter(answer => answer.status === 409)
    expect(created.length + inFlight.length).toBe(3)
    for (const answer of inFlight) expectProblem(answer, 'idempotency-in-flight')

    const again = await create(key)
    expect(again.headers['idempotency-replayed']).toBe('true')
    const ids = new Set([...created, again].map(answer => answer.json<Order>().id))
    expect(ids.size).toBe(1)
  })

  test('is the same key in quotes, as the IETF draft writes it', async () => {
    const key = randomUUID()
    const { id } = (await create(key)).json<Order>()
    const again = await create(`"${key}"`)
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(again.json<Order>().id).toBe(id)
    expectProblem(await create(`"${key}`), 'validation-failed')
  })

  test('belongs to the API key that sends it: with another key of the same member it creates another order', async () => {
    const token = await strongTokenOf('owner')
    const ids: string[] = []
    const key = randomUUID()
    for (const name of ['first', 'second']) {
      const scopes = ['orders:write']
      const made = await call('/api/api-keys', { method: 'POST', token, json: { name, scopes, expiresInDays: 1 } })
      const { key: apiKey, id } = made.json<ResponseOf<'api-keys.create'>>()
      const headers = { 'idempotency-key': key }
      const answer = await call('/api/orders', { method: 'POST', token: apiKey, headers, json: draft })
      expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([201, undefined])
      ids.push(answer.json<Order>().id)
      await call(`/api/api-keys/${id}`, { method: 'DELETE', token })
    }
    expect(new Set(ids).size).toBe(2)
  })

  test('gets the first answer as it was then, also when the order has changed since', async () => {
    const key = randomUUID()
    const first = (await create(key)).json<Order>()
    const token = await tokenOf('member')
    const [path, headers] = [`/api/orders/${first.id}`, { 'if-match': '"1"' }]
    const placed = await call(`${path}/transitions`, { method: 'POST', token, headers, json: { to: 'placed' } })
    expect(placed.json<Order>().allowedTransitions).not.toEqual(first.allowedTransitions)
    const again = await create(key)
    expect([again.status, again.headers.etag, again.json<Order>()]).toEqual([201, '"1"', first])
    expect((await call(path, { token })).json<Order>()).toEqual(placed.json<Order>())
  })

  test('is refused with another body', async () => {
    const key = randomUUID()
    expect((await create(key)).status).toBe(201)
    expectProblem(await create(key, { ...draft, note: 'another' }), 'idempotency-mismatch')
  })

  test('belongs to the user: another user’s request with the same key creates another order', async () => {
    const key = randomUUID()
    const first = (await create(key)).json<Order>()
    const token = await tokenOf('admin')
    const headers = { 'idempotency-key': key }
    const second = await call('/api/orders', { method: 'POST', token, headers, json: draft })
    expect(second.status).toBe(201)
    expect(second.json<Order>().id).not.toBe(first.id)
  })
})

describe('changing an order', () => {
  test('requires the current version, and fails with an older one', async () => {
    const token = await tokenOf('owner')
    const { id } = await createOrder()
    const change = (headers: Record<string, string>, note: string) =>
      call(`/api/orders/${id}`, { method: 'PATCH', token, headers, json: { note } })

    expectProblem(await change({}, 'blind'), 'precondition-required')
    const changed = await change({ 'if-match': '"1"' }, 'seen')
    expect(changed.json<Order>()).toMatchObject({ note: 'seen', version: 2, totalMinor: 45_250 })
    expect(changed.headers.etag).toBe('"2"')
    expectProblem(await change({ 'if-match': '"1"' }, 'stale'), 'precondition-failed')
  })

  test('accepts any version, one of a list, and never a weak tag (RFC 9110 section 13.1.1)', async () => {
    const token = await tokenOf('owner')
    const { id } = await createOrder()
    const change = (ifMatch: string, note: string) =>
      call(`/api/orders/${id}`, { method: 'PATCH', token, headers: { 'if-match': ifMatch }, json: { note } })
    for (const stale of ['W/"1"', '"7", W/"1"', '"01"', '"1-gzip"', '""']) {
      expectProblem(await change(stale, 'stale'), 'precondition-failed')
    }
    expect((await change('"7" , "1"', 'listed')).json<Order>()).toMatchObject({ note: 'listed', version: 2 })
    expect((await change('*', 'any')).json<Order>()).toMatchObject({ note: 'any', version: 3 })
    for (const malformed of ['3', '"3', '"3",', '*, "3"', "'3'"]) {
      expectProblem(await change(malformed, 'malformed'), 'validation-failed')
    }
    const missing = `/api/orders/${randomUUID()}`
    const json = { note: 'nothing' }
    expectProblem(await call(missing, { method: 'PATCH', token, headers: { 'if-match': '*' }, json }), 'not-found')
  })

  test('refuses an empty change, and fields that only the server sets', async () => {
    const token = await tokenOf('owner')
    const { id } = await createOrder()
    for (const json of [{}, { status: 'paid' }, { totalMinor: 1 }, { version: 7 }]) {
      const headers = { 'if-match': '"1"' }
      expectProblem(await call(`/api/orders/${id}`, { method: 'PATCH', token, headers, json }), 'validation-failed')
    }
  })

  test('without a difference creates no new version and no entry in its history', async () => {
    const token = await tokenOf('owner')
    const { id } = await createOrder()
    const change = (version: number, json: unknown) =>
      call(`/api/orders/${id}`, { method: 'PATCH', token, headers: { 'if-match': `"${version}"` }, json })
    for (const json of [draft, { note: draft.note }, { lines: draft.lines }]) {
      const answer = await change(1, json)
      expect(answer.status).toBe(200)
      expect(answer.headers['etag']).toBe('"1"')
      expect(answer.json<Order>()).toMatchObject({ ...draft, version: 1 })
    }
    const history = await call(`/api/orders/${id}/history`, { token })
    expect(history.json<ResponseOf<'orders.history'>>().items.map(({ action }) => action)).toEqual(['created'])

    expect((await change(1, { lines: draft.lines.toReversed() })).headers['etag']).toBe('"2"')
    expectProblem(await change(1, { note: draft.note }), 'precondition-failed')
  })

  test('replaces the lines together with the total', async () => {
    const token = await tokenOf('owner')
    const { id } = await createOrder()
    const lines = [{ sku: 'BOLT-M8', description: 'Bolts', quantity: 3, unitPriceMinor: 1_290 }]
    const answer = await call(`/api/orders/${id}`, {
      method: 'PATCH',
      token,
      headers: { 'if-match': '"1"' },
      json: { lines },
    })
    expect(answer.json<Order>()).toMatchObject({ lines, totalMinor: 3_870 })
  })
})

describe('the history of an order', () => {
  type History = ResponseOf<'orders.history'>
  const read = (id: string, token: string, query = '') => call(`/api/orders/${id}/history${query}`, { token })

  test('is paginated, each entry once, newest first', async () => {
    const { accessToken: token } = await signUp()
    const { id } = (await call('/api/orders', { method: 'POST', token, json: draft })).json<Order>()
    for (let version = 1; version <= 25; version++) {
      const headers = { 'if-match': `"${version}"` }
      const json = { note: `Note ${version}` }
      expect((await call(`/api/orders/${id}`, { method: 'PATCH', token, headers, json })).status).toBe(200)
    }
    const first = (await read(id, token)).json<History>()
    expect(first.items).toHaveLength(25)
    expect(first.nextCursor).not.toBeNull()

    const seen: History['items'] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: History = (await read(id, token, `?limit=7${cursor && `&cursor=${cursor}`}`)).json<History>()
      expect(page.items.length).toBeLessThanOrEqual(7)
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(new Set(seen.map(event => event.id)).size).toBe(26)
    expect(seen.map(({ action }) => action)).toEqual([...Array.from({ length: 25 }, () => 'changed'), 'created'])
    const times = seen.map(({ at }) => at)
    expect(times).toEqual(times.toSorted().toReversed())
  })

  test('refuses more than a page at once, and a cursor of another list', async () => {
    const token = await tokenOf('owner')
    const { id } = await createOrder()
    const { nextCursor } = (await call('/api/orders?limit=1', { token })).json<Page>()
    for (const query of ['?limit=101', '?limit=0', '?cursor=bm90IGEgY3Vyc29y', `?cursor=${nextCursor}`, '?all=true']) {
      expectProblem(await read(id, token, query), 'validation-failed')
    }
    expectProblem(await read(randomUUID(), token), 'not-found')
  })
})

describe('moving an order', () => {
  const move = async (id: string, version: number, to: string, role: 'owner' | 'member' = 'owner') =>
    call(`/api/orders/${id}/transitions`, {
      method: 'POST',
      token: await tokenOf(role),
      headers: { 'if-match': `"${version}"` },
      json: { to },
    })

  test('follows the state machine to its end and records each step', async () => {
    const { id } = await createOrder()
    for (const [index, to] of ['placed', 'paid', 'shipped', 'delivered'].entries()) {
      const answer = await move(id, index + 1, to)
      expect(answer.json<Order>()).toMatchObject({ status: to, version: index + 2 })
    }
    expectProblem(await move(id, 5, 'cancelled'), 'invalid-transition')

    const history = await call(`/api/orders/${id}/history`, { token: await tokenOf('owner') })
    const { items } = history.json<ResponseOf<'orders.history'>>()
    expect(items.map(({ action, from, to }) => [action, from, to])).toEqual([
      ['moved', 'shipped', 'delivered'],
      ['moved', 'paid', 'shipped'],
      ['moved', 'placed', 'paid'],
      ['moved', 'draft', 'placed'],
      ['created', null, 'draft'],
    ])
  })

  test('[S22] requires the scope of the step: the right to place an order does not include marking it as paid', async () => {
    const { id } = await createOrder()
    expect((await move(id, 1, 'placed', 'member')).status).toBe(200)
    const answer = await move(id, 2, 'paid', 'member')
    expectProblem(answer, 'insufficient-scope')
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="palisade", error="insufficient_scope", scope="orders:fulfil"',
    )
  })

  test('makes the order read-only', async () => {
    const { id } = await createOrder()
    await move(id, 1, 'placed')
    const token = await tokenOf('owner')
    const headers = { 'if-match': '"2"' }
    const answer = await call(`/api/orders/${id}`, { method: 'PATCH', token, headers, json: { note: 'late' } })
    expectProblem(answer, 'order-not-editable')
  })
})

describe('listing orders', () => {
  const list = async (query: string) => call(`/api/orders${query}`, { token: await tokenOf('partner') })

  test('from a day after the last one is refused, and the answer names the field', async () => {
    for (const createdBefore of ['2026-01-31T00:00:00Z', '2026-02-01T00:00:00Z']) {
      const answer = await list(`?createdFrom=2026-02-01T00:00:00Z&createdBefore=${createdBefore}`)
      expectProblem(answer, 'validation-failed')
      expect(answer.json().errors).toEqual([
        { in: 'query', pointer: '/createdBefore', detail: 'must be after createdFrom' },
      ])
    }
  })

  test('from a year that the database does not have is refused', async () => {
    for (const from of ['0000-01-01T00:00:00Z', '0999-12-31T23:59:59.999Z']) {
      expectProblem(await list(`?createdFrom=${from}`), 'validation-failed')
    }
    expect((await list('?createdFrom=1000-01-01T00:00:00Z&createdBefore=9999-12-31T23:59:59.999Z')).status).toBe(200)
  })

  test('by totals needs a currency, since those of several do not compare, and the answer names the field', async () => {
    for (const sort of ['totalMinor', '-totalMinor']) {
      const answer = await list(`?sort=${sort}`)
      expectProblem(answer, 'validation-failed')
      const detail = 'is required to sort by totalMinor'
      expect(answer.json().errors).toEqual([{ in: 'query', pointer: '/currency', detail }])
    }
  })

  test('of one currency sorts by totals that can be compared', async () => {
    const token = await tokenOf('owner')
    await call('/api/orders', { method: 'POST', token, json: { ...draft, currency: 'CHF' } })
    const { items } = (await list('?currency=CHF&sort=-totalMinor&limit=100')).json<Page>()
    expect(items.length).toBeGreaterThan(0)
    expect(items.every(({ currency }) => currency === 'CHF')).toBe(true)
    const totals = items.map(({ totalMinor }) => totalMinor)
    expect(totals).toEqual(totals.toSorted((a, b) => b - a))
  })

  test.each([
    ['sort=createdAt', 36, (order: Page['items'][number]) => Date.parse(order.createdAt)],
    ['currency=EUR&sort=totalMinor', 10, (order: Page['items'][number]) => order.totalMinor],
  ])('returns each order once over all pages, in the requested order: %s', async (query, least, sortValue) => {
    const seen: Page['items'] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer = await list(`?limit=7&${query}${cursor && `&cursor=${cursor}`}`)
      expect(answer.status).toBe(200)
      const page = answer.json<Page>()
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(seen.length).toBeGreaterThanOrEqual(least)
    expect(new Set(seen.map(order => order.id)).size).toBe(seen.length)
    const values = seen.map(sortValue)
    expect(values).toEqual(values.toSorted((a, b) => a - b))
  })

  test('filters by status and by date', async () => {
    const shipped = (await list('?status=shipped&limit=100')).json<Page>().items
    expect(new Set(shipped.map(order => order.status))).toEqual(new Set(['shipped']))
    const before = '2020-01-01T00:00:00Z'
    expect((await list(`?createdBefore=${before}`)).json()).toEqual({ items: [], nextCursor: null })
    const since = (await list(`?createdFrom=${before}&limit=100`)).json<Page>().items
    expect(since.length).toBeGreaterThanOrEqual(36)
  })

  test('refuses a cursor that it did not issue, or of another sort order', async () => {
    const expectRefusal = async (query: string) => {
      const answer = await list(query)
      expectProblem(answer, 'validation-failed')
      expect(answer.json().errors?.map(({ pointer }) => pointer)).toEqual(['/cursor'])
    }
    await expectRefusal('?cursor=bm90IGEgY3Vyc29y')
    const { nextCursor } = (await list('?limit=1&sort=createdAt')).json<Page>()
    await expectRefusal(`?limit=1&currency=EUR&sort=-totalMinor&cursor=${nextCursor}`)
    const tooLarge = Buffer.from(JSON.stringify(['totalMinor', '9'.repeat(30), randomUUID()])).toString('base64url')
    await expectRefusal(`?currency=EUR&sort=totalMinor&cursor=${tooLarge}`)
  })

  test.each([
    ['createdAt', ['2026-11-27T09:30:00.000Z', [randomUUID()]]],
    ['createdAt', [0, randomUUID()]],
    ['createdAt', ['+010000-01-01T00:00:00.000Z', randomUUID()]],
    ['createdAt', ['0000-01-01T00:00:00.000Z', randomUUID()]],
    ['createdAt', ['2026-13-27T09:30:00.000Z', randomUUID()]],
    ['totalMinor', [true, randomUUID()]],
    ['totalMinor', ['', randomUUID()]],
    ['totalMinor', ['0x10', randomUUID()]],
    ['totalMinor', ['-1', randomUUID()]],
    ['totalMinor', ['9223372036854775808', randomUUID()]],
    ['totalMinor', ['1', `${randomUUID()}\n`]],
    ['totalMinor', ['1', randomUUID(), '2']],
  ])('refuses a forged cursor: %s %j', async (sort, rest) => {
    const cursor = Buffer.from(JSON.stringify([sort, ...rest])).toString('base64url')
    const answer = await list(`?currency=EUR&sort=${sort}&cursor=${cursor}`)
    expectProblem(answer, 'validation-failed')
    expect(answer.json().errors?.map(({ pointer }) => pointer)).toEqual(['/cursor'])
  })

  test('refuses unknown parameters and values', async () => {
    for (const query of ['?limit=0', '?limit=101', '?limit=ten', '?status=lost', '?sort=note', '?admin=true']) {
      expectProblem(await list(query), 'validation-failed')
    }
  })
})

describe('searching', () => {
  const search = async (q: string) =>
    call(`/api/orders/search?q=${encodeURIComponent(q)}`, { token: await tokenOf('owner') })
  const idsOf = async (q: string) => (await search(q)).json<ResponseOf<'orders.search'>>().items.map(({ id }) => id)

  test('finds orders that contain every word in customer, note or lines, and treats wildcards literally', async () => {
    const { id } = await createOrder()
    for (const q of ["o'connor", 'chair-01', "o'connor ask", 'ASK  chair-01\u00a0for', 'a c d e f h i k']) {
      expect(await idsOf(q), q).toContain(id)
    }
    for (const q of ['%%', 'chair-01 unicorn', 'chair_01']) expect(await idsOf(q), q).not.toContain(id)
  })

  test.each([
    ['Straße zum Weiß', ['STRASSE', 'strasse weiss', 'Straẞe', 'WEIß']],
    ['Σίσυφος', ['ΣΊΣΥΦΟΣ', 'σίσυφοσ', 'φος']],
  ])('finds %s in another letter case', async (customerName, searches) => {
    const token = await tokenOf('owner')
    const { id } = (
      await call('/api/orders', { method: 'POST', token, json: { ...draft, customerName } })
    ).json<Order>()
    for (const q of searches) expect(await idsOf(q), q).toContain(id)
  })

  test('for more than eight words is refused, and the answer says how many there may be', async () => {
    const answer = await search('a b c d e f g h i')
    expectProblem(answer, 'validation-failed')
    expect(answer.json().errors).toEqual([{ in: 'query', pointer: '/q', detail: 'must have at most 8 words' }])
    expect((await search('a b c d e f g h')).status).toBe(200)
  })
})

describe('text that people write', () => {
  const create = async (fields: object) =>
    call('/api/orders', { method: 'POST', token: await tokenOf('member'), json: { ...draft, ...fields } })

  test('is stored in normal form C and without blanks at its ends, also where another form is longer than the limit', async () => {
    const [line] = draft.lines
    const longest = 'é'.repeat(200)
    const sent = {
      customerName: `\u00a0${longest.normalize('NFD')}\u200b `,
      note: '\ufeffZoe\u0308\n',
      lines: [{ ...line, description: `  ${'한'.normalize('NFD')}\u2060` }],
    }
    const answer = await create(sent)
    expect(answer.status, answer.text).toBe(201)
    expect(answer.json()).toMatchObject({ customerName: longest, note: 'Zoë', lines: [{ description: '한' }] })
    expectProblem(await create({ customerName: `${longest}e` }), 'validation-failed')
  })

  test.each([' ', '\u00a0', '\u200b', '\u2060\ufeff', '\u3164'])('is refused when it is invisible: %j', async blank => {
    const answer = await create({ customerName: blank })
    expectProblem(answer, 'validation-failed')
    expect(answer.json().errors?.map(({ pointer }) => pointer)).toEqual(['/customerName'])
  })

  test('is found by a letter in another normal form or case, and by one letter of Chinese', async () => {
    const token = await tokenOf('owner')
    const { id } = (await create({ customerName: '株式会社鬱金', note: 'Za\u017bo\u0301\u0142c\u0301' })).json<Order>()
    for (const q of ['鬱', '鬱金', 'ażó', 'AŻÓŁĆ', 'zażółć'.normalize('NFD')]) {
      const answer = await call(`/api/orders/search?q=${encodeURIComponent(q)}`, { token })
      expect(
        answer.json<ResponseOf<'orders.search'>>().items.map(order => order.id),
        q,
      ).toContain(id)
    }
    expectProblem(await call('/api/orders/search?q=%E2%80%8B', { token }), 'validation-failed')
  })
})
