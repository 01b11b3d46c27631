import { generateKeyPairSync, sign } from 'node:crypto'
import type { ProblemCode } from '@palisade/contracts'
import type { Answer } from '../conformance/http.ts'
import { call, callOnce } from '../conformance/http.ts'
import { draft } from '../conformance/order-samples.ts'
import { tokenOf } from '../conformance/people.ts'

/** Where a request ends: at Nginx, at ModSecurity, or in a layer of the API. */
export type Place = 'Nginx' | 'ModSecurity' | 'API'

export type Attack = { name: string; stoppedBy: Place; layer: string; code: ProblemCode; run: () => Promise<Answer> }

/** The attacks of docs/request-lifecycle.md, with the layer that stops each. */
export const attacks: Attack[] = [
  {
    name: 'SQL injection in a query string',
    stoppedBy: 'ModSecurity',
    layer: 'Core Rule Set, 942',
    code: 'blocked',
    run: async () => {
      const q = encodeURIComponent("lamp' UNION SELECT email, password_hash FROM users --")
      return call(`/api/orders/search?q=${q}`, { token: await tokenOf('member') })
    },
  },
  {
    name: 'script in an order note',
    stoppedBy: 'ModSecurity',
    layer: 'Core Rule Set, 941',
    code: 'blocked',
    run: async () => {
      const json = { ...draft, note: '<script>alert(document.cookie)</script>' }
      return call('/api/orders', { method: 'POST', token: await tokenOf('member'), json })
    },
  },
  {
    name: 'oversized body',
    stoppedBy: 'Nginx',
    layer: 'client_max_body_size',
    code: 'body-too-large',
    run: async () => {
      const json = { ...draft, note: 'x'.repeat(70_000) }
      return call('/api/orders', { method: 'POST', token: await tokenOf('member'), json })
    },
  },
  {
    name: 'wrong method',
    stoppedBy: 'Nginx',
    layer: 'methods of the path',
    code: 'method-not-allowed',
    run: async () => call('/api/orders', { method: 'PUT', token: await tokenOf('member') }),
  },
  {
    name: 'forged token',
    stoppedBy: 'API',
    layer: '40-authenticate',
    code: 'invalid-token',
    run: async () => {
      const [header = '', payload = ''] = (await tokenOf('member')).split('.')
      const { privateKey } = generateKeyPairSync('ed25519')
      const signature = sign(null, Buffer.from(`${header}.${payload}`), privateKey).toString('base64url')
      return call('/api/orders', { token: `${header}.${payload}.${signature}` })
    },
  },
  {
    name: 'foreign origin',
    stoppedBy: 'API',
    layer: '20-cors',
    code: 'origin-not-allowed',
    run: async () =>
      call('/api/orders', { token: await tokenOf('member'), headers: { origin: 'https://evil.example' } }),
  },
  {
    name: 'burst of searches',
    stoppedBy: 'API',
    layer: '50-admit',
    code: 'quota-exceeded',
    run: async () => {
      const token = await tokenOf('member')
      for (let sent = 0; sent < 40; sent++) {
        const answer = await callOnce('/api/orders/search?q=lamp', { token })
        if (answer.status === 429) return answer
      }
      throw new Error('40 searches at once were let through')
    },
  },
  {
    name: 'burst of anything from one address',
    stoppedBy: 'Nginx',
    layer: 'limit_req',
    code: 'quota-exceeded',
    run: async () => {
      const answers = await Promise.all(Array.from({ length: 300 }, () => callOnce('/.well-known/jwks.json')))
      const refused = answers.find(answer => answer.status === 429)
      if (!refused) throw new Error('300 requests at once were let through')
      return refused
    },
  },
]
