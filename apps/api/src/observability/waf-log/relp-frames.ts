export type RelpFrame = { transaction: number; command: string; data: string }

/** `TXNR SP COMMAND SP DATALEN`. The data follows after a space, if there is any, and a line feed ends the frame. */
const header = /^(\d{1,9}) ([a-z]{1,32}) (\d{1,9})(?=[ \n])/
const longestHeader = 53

/** The peer does not speak RELP, or sends more than it may. */
export class RelpError extends Error {}

/**
 * Splits what a connection delivers into the frames of RELP (Reliable Event Logging Protocol, version 0), however the bytes
 * are divided into chunks.
 * @param mostBytes the longest data that a frame may have
 */
export function createFrameReader(mostBytes: number) {
  let chunks: Buffer[] = []
  let received = 0
  // Joining the chunks only when a frame can be complete keeps a frame that arrives byte by byte from being copied each time.
  let needed = 0

  function take(): RelpFrame | undefined {
    if (received === 0 || received < needed) return undefined
    const buffer = Buffer.concat(chunks)
    const { frame, length } = parse(buffer, mostBytes)
    const rest = frame ? buffer.subarray(length) : buffer
    chunks = [rest]
    received = rest.length
    needed = frame ? 0 : length
    return frame
  }

  return {
    *read(chunk: Buffer): Generator<RelpFrame> {
      chunks.push(chunk)
      received += chunk.length
      for (let frame = take(); frame; frame = take()) yield frame
    },
    /** Whether a frame has begun and not ended. */
    isInFrame: () => received > 0,
  }
}

/** The first frame and its length, or the length that the buffer needs before it can be parsed further. */
function parse(buffer: Buffer, mostBytes: number): { frame?: RelpFrame; length: number } {
  const start = buffer.toString('latin1', 0, longestHeader)
  const [matched, transaction, command = '', size] = header.exec(start) ?? []
  if (matched === undefined) {
    if (start.length === longestHeader || !isHeaderBegun(start)) throw new RelpError('not a RELP frame')
    return { length: buffer.length + 1 }
  }
  const bytes = Number(size)
  if (bytes > mostBytes) throw new RelpError(`a frame of ${bytes} bytes`)
  const begin = matched.length + (bytes > 0 ? 1 : 0)
  const length = begin + bytes + 1
  if (buffer.length < length) return { length }
  if (buffer[length - 1] !== 0x0a) throw new RelpError('a frame without its end')
  return {
    frame: { transaction: Number(transaction), command, data: buffer.toString('utf8', begin, length - 1) },
    length,
  }
}

function isHeaderBegun(start: string): boolean {
  return /^\d{1,9}(?: (?:[a-z]{1,32}(?: (?:\d{1,9})?)?)?)?$/.test(start)
}

export function encodeFrame({ transaction, command, data }: RelpFrame): string {
  const bytes = Buffer.byteLength(data)
  return `${transaction} ${command} ${bytes}${bytes > 0 ? ` ${data}` : ''}\n`
}
