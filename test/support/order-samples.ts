import type { Order, OrderDraft } from '@palisade/contracts'
import { call } from './http.ts'
import { type TenantSlug, tokenOf } from './users.ts'

export const draft: OrderDraft = {
  customerName: "Zoë O'Connor-Müller",
  customerEmail: 'zoe@oconnor.example',
  currency: 'EUR',
  note: "Leave it at the door; please ask for O'Connor first. 100% fine, thanks!",
  lines: [
    { sku: 'CHAIR-01', description: 'Oak chair', quantity: 2, unitPriceMinor: 18_900 },
    { sku: 'LAMP-07', description: 'Desk lamp', quantity: 1, unitPriceMinor: 7_450 },
  ],
}

export async function createOrder(tenant: TenantSlug = 'acme'): Promise<Order> {
  const token = await tokenOf('owner', tenant)
  const answer = await call('/api/orders', { method: 'POST', token, json: draft })
  if (answer.status !== 201) throw new Error(`creating an order answered ${answer.status}: ${answer.text}`)
  return answer.json<Order>()
}
