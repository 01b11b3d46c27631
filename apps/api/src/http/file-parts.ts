/**
 * Divides a file into parts of one length; the last one may be shorter. It copies the bytes into one buffer, which the next part
 * overwrites. Collecting the chunks instead would let a client that sends single bytes use over a hundred bytes of memory for each.
 */
export async function* partsOf(chunks: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<Buffer<ArrayBuffer>> {
  const part = Buffer.allocUnsafe(partBytes)
  let filled = 0
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(part, filled, at)
      at += copied
      filled += copied
      if (filled < partBytes) continue
      yield part
      filled = 0
    }
  }
  if (filled > 0) yield part.subarray(0, filled)
}
