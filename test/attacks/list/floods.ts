import { randomBytes, randomUUID } from 'node:crypto'
import { send } from '../../support/clients/send.ts'
import { type Attack, flood, type Scene } from '../attack.ts'

const addresses = 10

/** Fewer than the searches that the API runs and queues for a tenant, so that the limits decide and not that queue. */
const searchesAtOnce = 4

const signIn = ({ baseUrl }: Scene, from: string, email: string, headers = {}) =>
  send(baseUrl, '/api/auth/sign-in', { method: 'POST', from, json: { email, password: 'a wrong guess' }, headers })

const search = ({ baseUrl, address }: Scene, index: number, token: string) =>
  send(baseUrl, '/api/orders/search?q=lamp', { token, from: address(index % addresses) })

/** Each flood sends slightly more requests than the burst allows. */
export const floods: Attack[] = [
  flood('1,000 requests for public documents from one address', {
    most: 1_000,
    send: ({ baseUrl, address }) => send(baseUrl, '/.well-known/jwks.json', { from: address() }),
  }),
  flood('60 token refreshes from one address', {
    most: 60,
    // Without a token, which adds no penalty points.
    send: ({ baseUrl, address }) => send(baseUrl, '/api/auth/refresh', { method: 'POST', from: address(), json: {} }),
  }),
  flood('150 unknown origins from one address', {
    most: 150,
    send: ({ baseUrl, address }, index) =>
      send(baseUrl, '/api/orders', { from: address(), headers: { origin: `https://x${index}.evil.example` } }),
  }),
  flood('40 searches by one user from 10 addresses', {
    most: 40,
    atOnce: searchesAtOnce,
    send: (scene, index) => search(scene, index, scene.fixture.flooder),
  }),
  flood('40 searches with one API key from 10 addresses', {
    most: 40,
    atOnce: searchesAtOnce,
    send: (scene, index) => search(scene, index, scene.fixture.apiKey),
  }),
  flood('150 searches with eight API keys of one tenant', {
    most: 150,
    atOnce: searchesAtOnce,
    send: (scene, index) => search(scene, index, scene.fixture.tenantKeys[index % 8] ?? ''),
  }),
  flood('95 guesses of an order id', {
    most: 95,
    atOnce: 1,
    pauseMs: 5, // penalty points are batched for a tenth of a second
    send: ({ baseUrl, fixture, address }, index) =>
      send(baseUrl, `/api/orders/${randomUUID()}`, { token: fixture.prober, from: address(index % addresses) }),
  }),
  flood('60 guesses of the token of an invitation', {
    most: 60,
    atOnce: 1,
    send: ({ baseUrl, address }) => {
      const json = { token: randomBytes(32).toString('base64url') }
      return send(baseUrl, '/api/invitations/look-up', { method: 'POST', from: address(), json })
    },
  }),
  flood('password guesses for 30 accounts from one address', {
    most: 30,
    atOnce: 1,
    pauseMs: 300, // slow enough for all limits except the one that counts failures
    send: (scene, index) => signIn(scene, scene.address(), `person-${index}@acme.test`),
  }),
  flood('12 password guesses for one account from one address', {
    most: 12,
    atOnce: 1,
    send: scene => signIn(scene, scene.address(), 'owner@globex.test'),
  }),
  flood('12 password guesses with forged X-Forwarded-For', {
    most: 12,
    atOnce: 1,
    send: (scene, index) =>
      signIn(scene, scene.address(), 'admin@globex.test', {
        'x-forwarded-for': `203.0.113.${index}`,
        forwarded: `for=203.0.113.${index}`,
      }),
  }),
]
