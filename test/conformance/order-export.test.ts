import { setTimeout as sleep } from 'node:timers/promises'
import { csvColumns, type Order, type OrderRecord, type ResponseOf } from '@palisade/contracts'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { createOrder } from '../support/create-order.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { importFile } from '../support/imports.ts'
import { ndjsonOf, readNdjson } from '../support/ndjson.ts'
import { draft } from '../support/samples.ts'
import { signUp, tokenOf } from '../support/users.ts'

const place = async (token: string, fields: object = {}) => {
  const answer = await call('/api/orders', { method: 'POST', token, json: { ...draft, ...fields } })
  expect(answer.status, answer.text).toBe(201)
  // Orders of one millisecond have no order of their own.
  await sleep(2)
  return answer.json<Order>()
}

const exportAs = async (token: string, query = '') => call(`/api/orders/export${query}`, { token })

const readCsv = (text: string) => parse(text, { columns: true }) as Record<string, string>[]

describe('[P10] an export', () => {
  test('is CSV with a header line, oldest order first, one row for each line of an order', async () => {
    const { accessToken: token } = await signUp()
    const first = await place(token)
    const second = await place(token, { currency: 'USD', lines: draft.lines.slice(0, 1) })
    const answer = await exportAs(token)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="orders-\d{4}-\d\d-\d\d\.csv"$/)
    expect(answer.text.split('\n')[0]).toBe(csvColumns.join(','))
    const rows = readCsv(answer.text)
    expect(rows.map(({ reference, sku }) => [reference, sku])).toEqual([
      [first.reference, 'CHAIR-01'],
      [first.reference, 'LAMP-07'],
      [second.reference, 'CHAIR-01'],
    ])
    const { note = '', customerName } = draft
    expect(rows[0]).toMatchObject({ note, customerName, quantity: '2', unitPriceMinor: '18900', status: 'draft' })
    expect(rows[1]).toMatchObject({ note: '', customerName: '', description: 'Desk lamp' })
  })

  test('is NDJSON on request: each order as one object', async () => {
    const { accessToken: token } = await signUp()
    const { reference, createdAt, totalMinor } = await place(token)
    const answer = await exportAs(token, '?format=ndjson')
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    expect(readNdjson(answer.text)).toEqual([{ ...draft, reference, status: 'draft', createdAt, totalMinor }])
  })

  test('has more orders than one page of the database, each once', async () => {
    const { accessToken: token } = await signUp()
    const customers = Array.from({ length: 230 }, (_, index) => `Customer ${index}`)
    const file = ndjsonOf(customers.map(customerName => ({ ...draft, customerName })))
    expect((await importFile(token, file, 'application/x-ndjson')).status).toBe('done')
    const records = readNdjson<OrderRecord>((await exportAs(token, '?format=ndjson')).text)
    expect(records.map(({ customerName }) => customerName).sort()).toEqual(customers.sort())
    expect(records.map(({ createdAt }) => createdAt)).toEqual(records.map(({ createdAt }) => createdAt).sort())
  })

  test('has the orders that the filters of the list choose', async () => {
    const { accessToken: token } = await signUp()
    await place(token)
    const chosen = await place(token, { currency: 'CHF' })
    const list = (await call('/api/orders?currency=CHF', { token })).json<ResponseOf<'orders.list'>>()
    const records = readNdjson<OrderRecord>((await exportAs(token, '?currency=CHF&status=draft&format=ndjson')).text)
    expect(records.map(({ reference }) => reference)).toEqual(list.items.map(({ reference }) => reference))
    expect(records).toMatchObject([{ reference: chosen.reference, currency: 'CHF' }])
    const period = `?createdFrom=${chosen.createdAt}&createdBefore=2999-01-01T00:00:00Z&format=ndjson`
    expect(readNdjson<OrderRecord>((await exportAs(token, period)).text)).toMatchObject([
      { reference: chosen.reference },
    ])
    expectProblem(
      await exportAs(token, '?createdFrom=2026-02-01T00:00:00Z&createdBefore=2026-01-01T00:00:00Z'),
      'validation-failed',
    )
    expectProblem(await exportAs(token, '?format=xlsx'), 'validation-failed')
  })

  test('of no orders is the header line alone', async () => {
    const { accessToken: token } = await signUp()
    expect((await exportAs(token)).text).toBe(`${csvColumns.join(',')}\n`)
    expect((await exportAs(token, '?format=ndjson')).text).toBe('')
  })

  test('[S98] begins no cell as a formula of a spreadsheet', async () => {
    const { accessToken: token } = await signUp()
    const note = '=HYPERLINK("https://evil.example","Open")'
    await place(token, { note, customerName: '+41 44 000 00 00' })
    const [row] = readCsv((await exportAs(token)).text)
    expect(row).toMatchObject({ note: `'${note}`, customerName: "'+41 44 000 00 00" })
  })

  test('[S23] [S94] has no order of another tenant', async () => {
    const foreign = await createOrder('globex')
    const { text } = await exportAs(await tokenOf('owner', 'acme'), '?format=ndjson')
    expect(text).not.toContain(foreign.reference)
  })
})
