import { readFileSync } from 'node:fs'
import { type Endpoint, endpoints } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { missingColumns } from './contract-columns.ts'

const prisma = readFileSync(new URL('../schema.prisma', import.meta.url), 'utf8')

/** The endpoint that creates a row of this table from these fields. */
function creating(table: string, properties: object): Record<string, Endpoint> {
  const request = { body: { properties } } as unknown as Endpoint['request']
  return { create: { ...endpoints['orders.create'], id: `${table}.create`, request } }
}

test('[B1] every field that the contracts take for a new row has a column', () => {
  expect(missingColumns(prisma)).toEqual([])
})

test('[B1] a field that only the contracts have is named, in an order and in its lines', () => {
  const lines = { items: { properties: { sku: {}, colour: {} } } }
  const declared = creating('orders', { note: {}, noSuchColumn: {}, lines })
  expect(missingColumns(prisma, declared)).toEqual(['Order.noSuchColumn', 'OrderLine.colour'])
})

test('[B1] a new resource is checked without being named here', () => {
  const withModel = `${prisma}\nmodel Invoice {\n  id String @id\n  @@map("invoices")\n}\n`
  expect(missingColumns(withModel, creating('invoices', { amount: {} }))).toEqual(['Invoice.amount'])
})
