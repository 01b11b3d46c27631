import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { missingColumns } from './contract-columns.ts'

const prisma = readFileSync(new URL('../schema.prisma', import.meta.url), 'utf8')

test('[B1] every field that the contracts take for an order or a report has a column', () => {
  expect(missingColumns(prisma)).toEqual([])
})

test('[B1] a field that only the contracts have is named, in an order and in its lines', () => {
  const lines = { items: { properties: { sku: {}, colour: {} } } }
  const bodies = { Order: { properties: { note: {}, costCentre: {}, lines } } }
  expect(missingColumns(prisma, bodies)).toEqual(['Order.costCentre', 'OrderLine.colour'])
})
