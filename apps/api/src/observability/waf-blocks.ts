import { open } from 'node:fs/promises'
import { auditRules, problems } from '@palisade/contracts'
import type { Redis } from 'ioredis'

const pollMs = 500
const mostBytes = 1_048_576
const claimedForMs = 600_000

export type WafBlock = { requestId: string; ip: string }

type Options = {
  /** ModSecurity's audit log: a JSON object a line. It may be rotated, cut or missing. */
  file: string
  onBlock: (block: WafBlock) => void
}

/**
 * Follows a WAF's audit log from its end on. The WAF blocks requests before they reach the API. Each counts against its
 * address, unless a page of another origin may have caused it (decision 14). Only the WAF writes the file; anyone could call
 * an endpoint.
 *
 * @returns a function that stops
 */
export function followWafBlocks({ file, onBlock }: Options): () => void {
  let position = -1
  let inode = 0
  let rest = ''
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function readNew(): Promise<void> {
    await using handle = await open(file)
    const { size, ino } = await handle.stat()
    if (position < 0) position = size
    else if (ino !== inode || size < position) {
      position = 0
      rest = ''
    }
    inode = ino
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(Math.min(size - position, mostBytes)),
      0,
      null,
      position,
    )
    position += bytesRead
    const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const block = readBlock(line)
      if (block) onBlock(block)
    }
  }

  async function poll(): Promise<void> {
    // The file does not exist yet, or is not readable: the next poll tries again.
    await readNew().catch(() => {})
    if (!stopped) timer = setTimeout(poll, pollMs).unref()
  }

  void poll()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

function readBlock(line: string): WafBlock | undefined {
  try {
    const { transaction } = JSON.parse(line)
    const messages: { details: { ruleId: string } }[] = transaction.messages ?? []
    if (transaction.response.http_code !== problems.blocked.status) return undefined
    // Otherwise any page could have its visitors throttled.
    if (messages.some(({ details }) => Number(details.ruleId) === auditRules.otherOrigin)) return undefined
    return { requestId: String(transaction.unique_id), ip: String(transaction.client_ip) }
  } catch {
    return undefined
  }
}

/** Nodes that read the same log each see the block: the first to claim it counts it. Without Redis each node counts for itself. */
export async function isFirstToSee({ requestId }: WafBlock, redis: Redis | undefined): Promise<boolean> {
  if (!redis) return true
  const claim = redis.set(`waf-block:${requestId}`, '', 'PX', claimedForMs, 'NX')
  // While Redis is unavailable, each node applies its own penalties.
  return claim.then(
    answer => answer === 'OK',
    () => true,
  )
}
