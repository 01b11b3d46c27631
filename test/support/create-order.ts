import type { Order } from '@palisade/contracts'
import { call } from './http.ts'
import { draft } from './samples.ts'
import { type TenantSlug, tokenOf } from './users.ts'

/** Places an order over HTTP as the owner of a demo tenant. */
export async function createOrder(tenant: TenantSlug = 'acme'): Promise<Order> {
  const token = await tokenOf('owner', tenant)
  const answer = await call('/api/orders', { method: 'POST', token, json: draft })
  if (answer.status !== 201) throw new Error(`creating an order answered ${answer.status}: ${answer.text}`)
  return answer.json<Order>()
}
