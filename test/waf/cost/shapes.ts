import { headerLimits, longestUserAgent, maxTargetChars, maxText } from '@palisade/contracts'
import type { Request } from '../places.ts'
import { token } from '../schema-samples.ts'

/** A request in which an attacker chooses the bytes of one part, and how many of them fit. */
export type Shape = { readonly name: string; readonly most: number; readonly write: (text: string) => Request }

const headers = {
  host: 'localhost',
  'user-agent': 'node',
  authorization: `Bearer ${token}`,
}
const json = { ...headers, 'content-type': 'application/json' }

const post = (path: string, body: unknown): Request => ({
  method: 'POST',
  path,
  headers: json,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const get = (path: string, more = {}): Request => ({ method: 'GET', path, headers: { ...headers, ...more } })

/** What an order has beside the text that is tried. */
const [customerName, lamp] = ['Ada', 'A lamp']

const line = (description: string) => ({ sku: 'A', description, quantity: 1, unitPriceMinor: 1 })
const order = (note: string, descriptions: readonly string[] = [lamp]) => ({
  customerName,
  customerEmail: 'ada@example.org',
  currency: 'EUR',
  note,
  lines: descriptions.map(line),
})
const repeat = (text: string, times: number) => Array.from({ length: times }, () => text)

/** As many lines of this text as the sum allows, and the list; beside a note. */
function descriptions(text: string, note = ''): string[] {
  const chars = maxText.chars - customerName.length - [...note].length
  const one = [...text.replace(/[\n\t]/g, ' ')].slice(0, 200).join('') || 'x'
  const bytes = maxText.bytes - Buffer.byteLength(customerName + note)
  const fitting = Math.min(100, Math.floor(chars / [...one].length), Math.floor(bytes / Buffer.byteLength(one)))
  return repeat(one, Math.max(1, fitting))
}

/** A text over and over, up to a length. */
const fill = (text: string, chars: number) => text.repeat(Math.ceil(chars / Math.max(1, text.length))).slice(0, chars)

/** Bytes of a header field, written one to one; the name of the field fits into its line as well. */
const inHeader = (text: string, bytes = headerLimits.lineBytes - 100) =>
  fill(text.replace(/[^\x20-\x7e]/g, 'x'), bytes).trim()

/** As a token whose claims are this text, or have it as their scope. */
function unverified(text: string): string {
  const claims = /^[{[]/.test(text) ? text : JSON.stringify({ scope: text, exp: 32503680000 })
  return ['{}', claims, 'x'].map(part => Buffer.from(part).toString('base64url')).join('.')
}

/** Every part of a request that can be chosen freely, within the length that gets furthest. */
export const shapes: readonly Shape[] = [
  { name: 'the note of an order', most: 2_000, write: text => post('/api/orders', order(text)) },
  {
    name: 'a note as long as all texts may be together',
    most: maxText.chars - customerName.length - lamp.length,
    write: text => post('/api/orders', order(text)),
  },
  {
    name: 'as many descriptions as an order may have',
    most: 200,
    write: text => post('/api/orders', order('', descriptions(text))),
  },
  {
    name: 'a note and as many descriptions',
    most: 2_000,
    write: text => post('/api/orders', order(text, descriptions(text, text))),
  },
  {
    name: 'as many short descriptions',
    most: 100,
    write: text => post('/api/orders', order('', descriptions(text))),
  },
  {
    name: 'both names of a sign-up',
    most: 1_800,
    write: text => {
      const name = text.replace(/[\n\t]/g, ' ') || 'x'
      const person = { name, password: 'correct horse battery' }
      return post('/api/auth/sign-up/completion', { token: 'l'.repeat(43), tenant: { slug: 'acme', name }, ...person })
    },
  },
  { name: 'a search', most: 100, write: text => get(`/api/orders/search?q=${encodeURIComponent(text)}`) },
  {
    name: 'a search as long as an address may be',
    most: maxTargetChars,
    write: text => get(`/api/orders/search?q=${encodeURIComponent(text).slice(0, 4_000).replace(/%.?$/, '')}`),
  },
  {
    name: 'the name of a client',
    most: longestUserAgent,
    write: text => get('/api/orders', { 'user-agent': inHeader(text, text.length) || 'x' }),
  },
  {
    name: 'a query',
    most: 2_000,
    write: text => get(`/api/orders?${fill(text, 4_000).replace(/[^\x21-\x7e]|#/g, '+')}`),
  },
  { name: 'a path', most: 2_000, write: text => get(`/api/${fill(text, 4_000).replace(/[^\x21-\x7e]|[#?]/g, '/')}`) },
  { name: 'a token', most: 2_000, write: text => get('/api/orders', { authorization: `Bearer ${inHeader(text)}` }) },
  {
    name: 'the claims of a token',
    most: 20_000,
    write: text => get('/api/api-keys', { authorization: `Bearer ${unverified(text)}` }),
  },
  {
    name: 'a cookie',
    most: 2_000,
    write: text => ({
      ...post('/api/auth/refresh', {}),
      headers: { ...json, cookie: `__Host-refresh_token=${inHeader(text)}` },
    }),
  },
  { name: 'an origin', most: 2_000, write: text => get('/api/orders', { origin: inHeader(text) || 'x' }) },
  {
    name: 'a preflight',
    most: 2_000,
    write: text => ({
      method: 'OPTIONS',
      path: '/api/orders',
      headers: {
        host: 'localhost',
        origin: 'https://shop.tenant.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': inHeader(text) || 'x',
      },
    }),
  },
  { name: 'a body that may be JSON', most: 2_000, write: text => post('/api/orders', fill(text, 60_000)) },
  { name: 'the names of many fields', most: 500, write: text => post('/api/orders', manyFields(text)) },
]

function manyFields(text: string): object {
  return Object.fromEntries(repeat(text, 90).map((name, index) => [`${index}${name}`, name]))
}
