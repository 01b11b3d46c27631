import { isIP } from 'node:net'
import { auditRules, problems, requestIdPattern } from '@palisade/contracts'
import type { Redis } from 'ioredis'

/** How long a block is remembered as counted. By then its points would have faded. */
const claimedForMs = 600_000

export type WafBlock = { requestId: string; ip: string }

/** RFC 5424, as infra/observability/logs/waf-blocks writes it: without structured data. */
const message = /^<\d{1,3}>1 (\S+) \S+ \S+ \S+ \S+ - (.*)$/s
const requestId = new RegExp(`^${requestIdPattern}$`)

/**
 * Reads what a WAF reports of a request. A block counts against its address, unless a page of another origin may have caused
 * it (decision 14).
 * @returns undefined for what does not count: other entries, and blocks that are so old that the claim of a node that has
 *   counted them may be gone
 */
export function readBlock(line: string, now = Date.now()): WafBlock | undefined {
  const [, at = '', json = ''] = message.exec(line) ?? []
  if (!(Math.abs(now - Date.parse(at)) < claimedForMs)) return undefined
  try {
    const { id, ip, status, rules } = JSON.parse(json) as Record<string, unknown>
    if (Number(status) !== problems.blocked.status) return undefined
    // Otherwise any page could have its visitors throttled.
    if (String(rules).split(',').includes(String(auditRules.otherOrigin))) return undefined
    if (!requestId.test(String(id)) || !isIP(String(ip))) return undefined
    return { requestId: String(id), ip: String(ip) }
  } catch {
    return undefined
  }
}

/**
 * Each node receives each block: the first to claim it counts it. A shipper that has got no acknowledgement sends a block
 * again, and it counts no second time. Without Redis each node counts for itself.
 */
export async function isFirstToSee({ requestId }: WafBlock, redis: Redis | undefined): Promise<boolean> {
  if (!redis) return true
  const claim = redis.set(`waf-block:${requestId}`, '', 'PX', claimedForMs, 'NX')
  // While Redis is unavailable, each node applies its own penalties.
  return claim.then(
    answer => answer === 'OK',
    () => true,
  )
}
