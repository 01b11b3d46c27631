import { expect, test } from 'vitest'
import { toCsvRows } from './order-file.ts'

const line = { sku: 'LAMP-1', description: 'A lamp', quantity: 2, unitPriceMinor: 1_999 }
const order = {
  reference: 'ORD-1',
  status: 'draft',
  createdAt: '2026-11-27T09:30:00.000Z',
  customerName: 'Ada',
  customerEmail: 'ada@example.com',
  currency: 'EUR',
  note: 'Ring twice.\nThe gate is open.',
  totalMinor: 7_997,
  lines: [line, { ...line, sku: 'LAMP-2' }],
}

test('an order is one row for each of its lines, and its own fields are in the first one', () => {
  const cells = { description: 'A lamp', quantity: '2', unitPriceMinor: '1999' }
  const { lines: _, ...fields } = order
  expect(toCsvRows(order)).toEqual([
    { ...fields, totalMinor: '7997', sku: 'LAMP-1', ...cells },
    { reference: 'ORD-1', sku: 'LAMP-2', ...cells },
  ])
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠a', "'=1", "''+1"])(
  'a text that a spreadsheet could run as a formula begins with an apostrophe: %j',
  note => {
    expect(toCsvRows({ ...order, note })[0]?.note).toBe(`'${note}`)
  },
)

test.each(['', 'a=1', "'twas", '1-2', 'Ω', '#REF!'])('any other text stays as it is: %j', note => {
  expect(toCsvRows({ ...order, note })[0]?.note).toBe(note)
})
