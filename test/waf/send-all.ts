import type { Request } from './places.ts'
import { createAgent, type Server, sendOne } from './send-one.ts'

const LANES = 8
/** Fewer than the strictest leaky bucket of the edge takes at once: the limits are on, and must not answer for the WAF. */
const PER_ADDRESS = 20

/** Sends all requests, some at a time over connections that are kept, and tells the status of each. */
export async function sendAll(server: Server, requests: readonly Request[]): Promise<number[]> {
  const statuses: number[] = []
  let next = 0
  const lane = async () => {
    while (next < requests.length) {
      const agent = createAgent(server)
      for (let sent = 0; sent < PER_ADDRESS && next < requests.length; sent += 1) {
        const index = next++
        const request = requests[index] as Request
        const status = await sendOne(server, agent, request)
        if (status === 429) throw new Error(`a limit answered ${request.method} ${request.path}`)
        statuses[index] = status
      }
      agent.destroy()
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return statuses
}
