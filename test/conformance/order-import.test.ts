import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { endpoints, exampleFileOf, type Order, type OrderRecord, type ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { finished, importFile, type OrderImport, upload } from '../support/imports.ts'
import { ndjsonOf, readNdjson } from '../support/ndjson.ts'
import { draft } from '../support/samples.ts'
import { signUp, tokenOf } from '../support/users.ts'

const ndjson = 'application/x-ndjson'
const csv = exampleFileOf('text/csv')
const [header = '', row = ''] = csv.split('\n')

const listed = async (token: string) =>
  (await call('/api/orders?limit=100', { token })).json<ResponseOf<'orders.list'>>().items

describe('[P10] an import', () => {
  test('saves the orders of a CSV file as drafts of the importer', async () => {
    const { accessToken: token, user } = await signUp()
    const answer = await upload(token, csv)
    expect(answer.status, answer.text).toBe(202)
    const { id } = answer.json<OrderImport>()
    expect(answer.headers.location).toBe(`/api/order-imports/${id}`)
    expect(answer.json()).toMatchObject({ format: 'csv', bytes: csv.length, faults: [], ordersSaved: 0 })
    const done = await finished(token, id)
    const bytes = csv.length
    expect(done).toMatchObject({ status: 'done', bytes, bytesChecked: bytes, orders: 1, ordersSaved: 1, faults: [] })
    const [order] = await listed(token)
    const read = (await call(`/api/orders/${order?.id}`, { token })).json<Order>()
    expect(read).toMatchObject({ status: 'draft', customerName: 'Ada Lovelace', totalMinor: 25_800, version: 1 })
    const history = (await call(`/api/orders/${order?.id}/history`, { token })).json<ResponseOf<'orders.history'>>()
    expect(history.items).toMatchObject([{ action: 'created', actor: { id: user.id }, to: 'draft' }])
    const found = (await call('/api/orders/search?q=lovelace', { token })).json<ResponseOf<'orders.search'>>()
    expect(found.items.map(item => item.id)).toEqual([order?.id])
  })

  test('of an exported file creates the same orders again, in both formats', async () => {
    const { accessToken: token } = await signUp()
    const drafts = [
      draft,
      { ...draft, note: '=1+1\n"quoted", and; more\t', customerName: "'=Ada" },
      { ...draft, note: '', customerName: '  +Zoë  ', customerEmail: '+zoe@example.com' },
    ]
    expect((await importFile(token, ndjsonOf(drafts), ndjson)).status).toBe('done')
    const contents = async () => {
      const records = readNdjson<OrderRecord>((await call('/api/orders/export?format=ndjson', { token })).text)
      return records.map(({ reference: _, createdAt: __, ...rest }) => JSON.stringify(rest)).sort()
    }
    const before = await contents()
    expect(before).toHaveLength(3)
    const exported = (await call('/api/orders/export', { token })).text
    expect(await importFile(token, exported)).toMatchObject({ status: 'done', ordersSaved: 3 })
    const twice = before.flatMap(content => [content, content])
    expect(await contents()).toEqual(twice)
    const again = (await call('/api/orders/export?format=ndjson', { token })).text
    expect(await importFile(token, again, ndjson)).toMatchObject({ status: 'done', ordersSaved: 6 })
    expect(await contents()).toEqual(twice.flatMap(content => [content, content]))
  })

  test('names each bad line, and saves none of the good ones', async () => {
    const { accessToken: token } = await signUp()
    const bad = row.replace('ada@example.com', 'nobody').replace('EUR', 'XXX')
    const found = await importFile(token, `${header}\n${row}\n${bad}\n${row},\n${row}\n`)
    expect(found).toMatchObject({ status: 'invalid', ordersSaved: 0 })
    expect(found.faults).toEqual(
      expect.arrayContaining([
        { line: 3, field: 'customerEmail', detail: 'is not in the required format' },
        { line: 3, field: 'currency', detail: 'must be one of: CHF, EUR, GBP, USD' },
        { line: 4, field: '', detail: expect.stringContaining('cells') },
      ]),
    )
    expect(found.faults).toHaveLength(3)
    expect(await listed(token)).toEqual([])
  })

  test('[S58] compares each order with the schema that a request has', async () => {
    const { accessToken: token } = await signUp()
    const wrong = [{ note: 'a\u0007b' }, { customerName: ' \u200b ' }, { tenantId: randomUUID() }, { lines: [] }]
    const found = await importFile(token, ndjsonOf(wrong.map(fields => ({ ...draft, ...fields }))), ndjson)
    expect(found.faults.map(({ line, field }) => [line, field])).toEqual([
      [1, 'note'],
      [2, 'customerName'],
      [3, 'tenantId'],
      [4, 'lines'],
    ])
  })

  test('with an Idempotency-Key is done once, however often the file is sent', async () => {
    const { accessToken: token } = await signUp()
    const headers = { 'idempotency-key': randomUUID() }
    const first = await upload(token, csv, { headers })
    const second = await upload(token, csv, { headers })
    expect([first.status, second.status]).toEqual([202, 202])
    expect(second.json()).toEqual(first.json())
    expect(second.headers['idempotency-replayed']).toBe('true')
    await finished(token, first.json<OrderImport>().id)
    expect(await listed(token)).toHaveLength(1)
    expectProblem(await upload(token, `${csv}${row}\n`, { headers }), 'idempotency-mismatch')
  })

  test('is the only one of its tenant, until it is done or cancelled', async () => {
    const { accessToken: token } = await signUp()
    const answers = await Promise.all([1, 2, 3].map(() => upload(token, csv)))
    const accepted = answers.filter(({ status }) => status === 202)
    expect(accepted.length).toBeGreaterThanOrEqual(1)
    for (const answer of answers) if (answer.status !== 202) expectProblem(answer, 'import-under-way')
    for (const answer of accepted) await finished(token, answer.json<OrderImport>().id)
    expect(await listed(token)).toHaveLength(accepted.length)
    expect((await importFile(token, csv)).status).toBe('done')
  })

  test('that was cancelled saves nothing, and one that is done cannot be cancelled', async () => {
    const { accessToken: token } = await signUp()
    const { id } = (await upload(token, `${header}\n${`${row}\n`.repeat(3_000)}`)).json<OrderImport>()
    const cancelled = await call(`/api/order-imports/${id}/cancellation`, { method: 'POST', token })
    if (cancelled.status === 200) {
      expect(cancelled.json()).toMatchObject({ status: 'cancelled', finishedAt: expect.any(String) })
      // The next import ends after the cancelled one.
      expect((await importFile(token, csv)).status).toBe('done')
      expect(await listed(token)).toHaveLength(1)
    } else expectProblem(cancelled, 'import-finished')
    const done = await importFile(token, csv)
    const late = await call(`/api/order-imports/${done.id}/cancellation`, { method: 'POST', token })
    expectProblem(late, 'import-finished')
  })

  test('[S74] [P10] that saves many orders lets other tenants in between: their lists are answered before it is done', async () => {
    const { accessToken: token } = await signUp()
    const { accessToken: other } = await signUp()
    const orders = Array.from({ length: 500 }, (_, index) => ({ ...draft, customerName: `Customer ${index}` }))
    const answer = await upload(token, ndjsonOf(orders), { type: ndjson })
    const { id } = answer.json<OrderImport>()
    const seen: OrderImport[] = []
    for (;;) {
      expect((await call('/api/orders', { token: other })).status).toBe(200)
      const found = (await call(`/api/order-imports/${id}`, { token })).json<OrderImport>()
      if (found.finishedAt !== null) break
      seen.push(found)
      await sleep(100)
    }
    const between = seen.filter(({ ordersSaved }) => ordersSaved > 0 && ordersSaved < orders.length)
    expect(between.length).toBeGreaterThan(0)
    for (const { status } of between) expect(status).toBe('saving')
    const counts = seen.map(({ ordersSaved }) => ordersSaved)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    const file = await call('/api/orders/export?format=ndjson', { token })
    const names = readNdjson<OrderRecord>(file.text).map(({ customerName }) => customerName)
    expect(names.toSorted()).toEqual(orders.map(({ customerName }) => customerName).toSorted())
  })
})

describe('[P10] [S56] an uploaded file', () => {
  test('has a declared type', async () => {
    const token = await tokenOf('member')
    for (const type of [
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      'text/csv; charset=utf-16',
    ]) {
      expectProblem(await upload(token, csv, { type }), 'unsupported-media-type')
    }
    expectProblem(await call('/api/order-imports', { method: 'POST', token }), 'unsupported-media-type')
  })

  test('has at most so many bytes, whether or not its length is announced', async () => {
    const token = await tokenOf('member')
    const { maxBodyBytes } = endpoints['order-imports.create']
    const tooLong = 'x'.repeat(maxBodyBytes + 1)
    expectProblem(await upload(token, tooLong), 'body-too-large')
    const headers = { 'content-type': 'text/csv' }
    const request = { method: 'POST', token, headers, chunked: tooLong }
    expectProblem(await call('/api/order-imports', request), 'body-too-large')
  })

  test('is UTF-8, and not empty', async () => {
    const token = await tokenOf('member')
    const body = Buffer.from(csv.replace('Ada', 'Zoë'), 'latin1')
    expectProblem(await upload(token, body), 'malformed-request')
    expectProblem(await upload(token, ''), 'validation-failed')
  })

  test('has no query and no key of another form', async () => {
    const token = await tokenOf('member')
    const headers = { 'content-type': 'text/csv' }
    expectProblem(
      await call('/api/order-imports?format=csv', { method: 'POST', token, headers, body: csv }),
      'validation-failed',
    )
    const key = await upload(token, csv, { headers: { 'idempotency-key': "'; DROP TABLE orders --" } })
    expectProblem(key, 'validation-failed')
  })

  test('[S24] needs the scope to write orders', async () => {
    expectProblem(await upload(await tokenOf('partner'), csv), 'insufficient-scope')
  })
})
