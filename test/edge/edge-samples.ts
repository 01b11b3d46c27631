/** In the form of an access token; nobody signed it. */
export const token = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
export const apiKey = `pk_${'a1'.repeat(19)}`
/** In the form of what the cookie of an endpoint holds. */
export const refreshToken = `${'A'.repeat(18)}--bbb-${'c'.repeat(19)}`
export const knownDevice = `${'A'.repeat(22)}.1234567890.${'c'.repeat(43)}`

export const id = '00000000-0000-4000-8000-000000000000'
export { testOrigin as partner } from '../support/samples.ts'
export const script = '<script>alert(1)</script>'
/** Words alone: the WAF need not see them. */
export const plainText = 'Please ring the bell.'
/** Honest as well, but the WAF has to see it. */
export const otherText = "Don't ring; it wakes O'Brien & Sons (2nd floor)"

export const order = (fields: object = {}, line: object = {}) => ({
  customerName: 'Ada Lovelace',
  customerEmail: 'ada@example.org',
  currency: 'EUR',
  note: 'Please deliver in the morning, between 8 and 10.',
  lines: [{ sku: 'LAMP-1', description: 'A lamp of brass, 40 cm', quantity: 2, unitPriceMinor: 1999, ...line }],
  ...fields,
})

/** Lines of an order, of which the last one has other fields. */
export function linesWith(count: number, last: object = {}): object[] {
  const line = order().lines[0] ?? {}
  return [...Array.from({ length: count - 1 }, () => line), { ...line, ...last }]
}
