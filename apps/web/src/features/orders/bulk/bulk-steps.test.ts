import { scopesOf } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { bulkStepsOf, type OrderSummary } from './bulk-steps.ts'

const order = (id: string, status: OrderSummary['status']) => ({ id, status }) as OrderSummary

const orders = [order('a', 'draft'), order('b', 'placed'), order('c', 'delivered')]

const found = (role: Parameters<typeof scopesOf>[0]) =>
  bulkStepsOf(orders, scopesOf(role)).map(step => [step.to, step.orders.map(({ id }) => id)])

test('[P12] a bulk action names the orders that can take the step, by status and by role', () => {
  expect(found('owner')).toEqual([
    ['placed', ['a']],
    ['paid', ['b']],
    ['cancelled', ['a', 'b']],
  ])
  expect(found('member')).toEqual([
    ['placed', ['a']],
    ['cancelled', ['a', 'b']],
  ])
  expect(found('partner')).toEqual([])
})
