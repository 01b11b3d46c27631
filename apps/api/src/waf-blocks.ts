import { open } from 'node:fs/promises'

const pollMs = 500
const mostBytes = 1_048_576

/** The status that ModSecurity says inside the edge when its rules block (infra/edge/nginx/waf.ts). */
const blockedStatus = 480

type Options = {
  /** ModSecurity's audit log: a JSON object a line. It may be rotated, cut or missing. */
  file: string
  onBlock: (ip: string) => void
}

/**
 * Follows the edge's audit log from its end on. What the edge blocks never reaches the API, and is to count against the
 * address that sent it. A file that only the edge writes cannot be talked to by anyone else, as an endpoint could.
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
      const ip = blockedAddress(line)
      if (ip) onBlock(ip)
    }
  }

  async function poll(): Promise<void> {
    // Not there yet, or not for us to read: it is looked for again.
    await readNew().catch(() => {})
    if (!stopped) timer = setTimeout(poll, pollMs).unref()
  }

  void poll()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

function blockedAddress(line: string): string | undefined {
  try {
    const { transaction } = JSON.parse(line)
    return transaction.response.http_code === blockedStatus ? String(transaction.client_ip) : undefined
  } catch {
    return undefined
  }
}
