const muchText = 1_000

/**
 * Tells whether the texts in a body are so long that their search index is costly to write: up to 50 ms, where a usual order
 * takes 1 ms.
 */
export function hasMuchText(body: unknown): boolean {
  return textLength(body) > muchText
}

function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, member) => sum + textLength(member), 0)
}
