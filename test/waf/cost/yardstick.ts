import { edgeRequests } from '../../bench/edge-requests.ts'
import { median } from '../../bench/figures.ts'
import { type CountedServer, costOf } from './processor-time.ts'

/** No request may cost the edge more than this many orders of 1 KB under the stock rules. */
export const MOST_TIMES = 5

/** Milliseconds of processor time that an ordinary order of 1 KB costs a server: the median of some. */
export async function orderCostMs(server: CountedServer): Promise<number> {
  const [head = '', body = ''] = edgeRequests.oddOrder.text.split('\r\n\r\n')
  const [, ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map(line => line.split(': ')).map(([name = '', value = '']) => [name, value]),
  )
  const costs: number[] = []
  for (let time = 0; time < 15; time += 1) {
    costs.push((await costOf(server, { method: 'POST', path: '/api/orders', headers, body })).ms)
  }
  return median(costs)
}
