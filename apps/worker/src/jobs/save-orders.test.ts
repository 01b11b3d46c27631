import { expect, test } from 'vitest'
import type { Found } from './read-order-file.ts'
import { batchesOf } from './save-orders.ts'

const line = { sku: 'LAMP-1', description: 'L', quantity: 1, unitPriceMinor: 1 }

const place = () => ({ line: 1, field: '' })

/** Orders with so many characters each. */
const ordersOf = (lengths: number[]): Found[] =>
  lengths.map(chars => ({
    draft: {
      customerName: 'Ada',
      customerEmail: 'ada@example.com',
      currency: 'EUR',
      note: 'x'.repeat(Math.min(2_000, chars - 1)),
      lines: [line, ...Array.from({ length: Math.ceil((chars - 2_001) / 200) }, () => long)],
    },
    place,
  }))

const long = { ...line, description: 'x'.repeat(200) }

async function sizesOf(found: Found[], skip = 0): Promise<number[]> {
  const sizes: number[] = []
  for await (const batch of batchesOf(found, skip)) sizes.push(batch.length)
  return sizes
}

test('[P10] a batch has 25 orders and 10,000 characters at most', async () => {
  expect(await sizesOf(ordersOf(Array.from({ length: 60 }, () => 10)))).toEqual([25, 25, 10])
  expect(await sizesOf(ordersOf([100, 7_000, 4_000, 4_000, 4_000, 5]))).toEqual([2, 2, 2])
  expect(await sizesOf([])).toEqual([])
})

test('[P10] the orders that are saved already are left out', async () => {
  const found = ordersOf(Array.from({ length: 60 }, () => 10))
  expect(await sizesOf(found, 25)).toEqual([25, 10])
  expect(await sizesOf(found, 60)).toEqual([])
})

test('[P10] a fault in a file that had none is an error', async () => {
  const fault = { fault: { line: 3, field: '', detail: 'is not JSON' } }
  await expect(sizesOf([...ordersOf([10]), fault])).rejects.toThrow('the file has changed')
})
