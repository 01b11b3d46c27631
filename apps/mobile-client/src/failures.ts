import type { Problem } from '@palisade/contracts'

/** What a person calls a field, by the last part of its JSON Pointer. */
const names: Readonly<Record<string, string>> = {
  sku: 'SKU',
  unitPriceMinor: 'price',
  customerName: 'customer name',
  customerEmail: 'customer email',
}

/** A problem (RFC 9457) as one line for a person, with the request id to quote. */
export function explain({ title, detail, errors = [], requestId }: Problem): string {
  const faults = errors.map(error => `${nameOf(error.pointer)} ${error.detail}`)
  return [[title, detail, ...faults].filter(Boolean).join(': '), `(${requestId})`].join(' ')
}

function nameOf(pointer: string): string {
  const last = pointer.split('/').at(-1) ?? ''
  return last === '' ? 'the request' : (names[last] ?? last)
}

/** What went wrong, in one line. */
export function describeFailure(error: unknown, baseUrl: string): string {
  const { name, message } = error as Error
  // What `fetch` throws without an answer, and AbortSignal.timeout().
  const isSilent = (name === 'TypeError' && message === 'fetch failed') || name === 'TimeoutError'
  return isSilent ? `${baseUrl} does not answer` : message
}
