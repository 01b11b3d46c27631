import { median } from '../../support/median.ts'
import { token } from '../schema-samples.ts'
import { browserFields, oddNote, writeOrder } from './ordinary-order.ts'
import { type CountedServer, costOf } from './processor-time.ts'

/** No request may cost the edge more than this many orders of 1 KB under the stock rules. */
export const MOST_TIMES = 5

const body = writeOrder(oddNote)

const headers = Object.fromEntries(
  [
    ...browserFields,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].map(field => field.split(': ')),
) as Record<string, string>

/** The median of the processor time, in milliseconds, that an ordinary order of 1 KB costs a server. */
export async function orderCostMs(server: CountedServer): Promise<number> {
  const costs: number[] = []
  for (let time = 0; time < 15; time += 1) {
    costs.push((await costOf(server, { method: 'POST', path: '/api/orders', headers, body })).ms)
  }
  return median(costs)
}
