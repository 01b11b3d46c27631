import { expect, test } from 'vitest'
import { type AllowListEndpoint, createAllowList } from './index.ts'

const endpoint = (
  id: string,
  method: string,
  path: string,
  more: Partial<AllowListEndpoint> = {},
): AllowListEndpoint => ({
  id,
  method,
  path,
  contentTypes: [],
  maxBodyBytes: 0,
  query: [],
  ...more,
})
const json = { contentTypes: ['application/json'], maxBodyBytes: 1000 }
const listOrders = endpoint('orders.list', 'GET', '/api/orders', { query: ['limit', 'cursor'] })
const createOrder = endpoint('orders.create', 'POST', '/api/orders', json)
const readOrder = endpoint('orders.read', 'GET', '/api/orders/{orderId}')
const list = createAllowList([listOrders, createOrder, readOrder])

test('[S57] a declared path and method pass, and are known by id', () => {
  expect(list.check({ method: 'GET', url: '/api/orders?limit=20&cursor=a%20b' })).toEqual({
    ok: true,
    endpoint: listOrders,
  })
  expect(list.check({ method: 'GET', url: '/api/orders/ord_1' })).toEqual({ ok: true, endpoint: readOrder })
})

test('[S57] another method is refused, with the methods of the path', () => {
  expect(list.check({ method: 'PUT', url: '/api/orders' })).toEqual({
    ok: false,
    reason: 'method',
    allow: ['GET', 'POST'],
  })
})
