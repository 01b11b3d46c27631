import { randomUUID } from 'node:crypto'
import { explain } from './failures.ts'
import type { MobileSession, User } from './mobile-session.ts'

export const help = `orders                          the newest orders
order <sku> <quantity> <price>  place an order; the price in cents
sign-out                        end the session on this device
quit                            leave, and stay signed in`

/** What one line of the user does, as lines to show. */
export async function runCommand(session: MobileSession, user: User, line: string): Promise<string> {
  const [command, ...words] = line.trim().split(/\s+/)
  if (command === 'orders') return listOrders(session)
  if (command === 'order') return placeOrder(session, user, words)
  return help
}

async function listOrders({ call }: MobileSession): Promise<string> {
  const result = await call('orders.list', { query: { limit: 10 } })
  if (!result.ok) return explain(result.problem)
  const lines = result.data.items.map(({ reference, status, totalMinor, currency, customerName }) =>
    [reference, status.padEnd(9), (totalMinor / 100).toFixed(2).padStart(10), currency, customerName].join('  '),
  )
  return lines.join('\n') || 'no orders yet'
}

async function placeOrder({ call }: MobileSession, user: User, [sku, quantity, price]: string[]): Promise<string> {
  if (!sku || !quantity || !price) return help
  if (![quantity, price].every(text => /^\d{1,15}$/.test(text))) return 'quantity and price are whole numbers'
  const created = await call('orders.create', {
    // Sent again after a lost answer, it is still one order.
    headers: { 'idempotency-key': randomUUID() },
    body: {
      customerName: user.name,
      customerEmail: user.email,
      currency: 'CHF',
      lines: [{ sku, description: sku, quantity: Number(quantity), unitPriceMinor: Number(price) }],
    },
  })
  if (!created.ok) return explain(created.problem)
  const { id, reference } = created.data
  const headers = { 'if-match': created.headers.get('etag') ?? '' }
  const placed = await call('orders.move', { params: { orderId: id }, headers, body: { to: 'placed' } })
  return placed.ok ? `placed ${reference}` : explain(placed.problem)
}
