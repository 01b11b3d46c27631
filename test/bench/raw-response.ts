/** Whether all of an answer has come: no more is looked at, so that the load costs little. */
export function isWhole(received: string): boolean {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(received)?.[1]
  return received.length >= head + 4 + Number(length ?? 0)
}

export function statusOf(received: string): string {
  return received.slice(9, 12)
}
