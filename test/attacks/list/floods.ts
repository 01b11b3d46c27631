import { randomUUID } from 'node:crypto'
import { send } from '../../support/clients/send.ts'
import { type Attack, flood, type Scene } from '../attack.ts'

const addresses = 10

/** The API runs few searches of a tenant at a time, and refuses more: that is no limit of a user. */
const searchesAtOnce = 4

const signIn = ({ baseUrl }: Scene, from: string, email: string, headers = {}) =>
  send(baseUrl, '/api/auth/sign-in', { method: 'POST', from, json: { email, password: 'a wrong guess' }, headers })

const search = ({ baseUrl, address }: Scene, index: number, token: string) =>
  send(baseUrl, '/api/orders/search?q=lamp', { token, from: address(index % addresses) })

/** Each sends a little more than what is allowed at once. */
export const floods: Attack[] = [
  flood('1,000 public documents to one address', {
    most: 1_000,
    send: ({ baseUrl, address }) => send(baseUrl, '/.well-known/jwks.json', { from: address() }),
  }),
  flood('60 refreshes from one address', {
    most: 60,
    // Without a token, which is no anomaly.
    send: ({ baseUrl, address }) => send(baseUrl, '/api/auth/refresh', { method: 'POST', from: address(), json: {} }),
  }),
  flood('150 invented origins from one address', {
    most: 150,
    send: ({ baseUrl, address }, index) =>
      send(baseUrl, '/api/orders', { from: address(), headers: { origin: `https://x${index}.evil.example` } }),
  }),
  flood('40 searches of one user from 10 addresses', {
    most: 40,
    atOnce: searchesAtOnce,
    send: (scene, index) => search(scene, index, scene.fixture.flooder),
  }),
  flood('40 searches of one API key from 10 addresses', {
    most: 40,
    atOnce: searchesAtOnce,
    send: (scene, index) => search(scene, index, scene.fixture.apiKey),
  }),
  flood('150 searches of one tenant’s eight API keys', {
    most: 150,
    atOnce: searchesAtOnce,
    send: (scene, index) => search(scene, index, scene.fixture.tenantKeys[index % 8] ?? ''),
  }),
  flood('95 order ids tried one after another', {
    most: 95,
    atOnce: 1,
    pauseMs: 5, // penalty points are batched for a tenth of a second
    send: ({ baseUrl, fixture, address }, index) =>
      send(baseUrl, `/api/orders/${randomUUID()}`, { token: fixture.prober, from: address(index % addresses) }),
  }),
  flood('30 accounts guessed at from one address', {
    most: 30,
    atOnce: 1,
    pauseMs: 300, // slowly, so that only what counts failures has something against it
    send: (scene, index) => signIn(scene, scene.address(), `person-${index}@acme.test`),
  }),
  flood('12 guesses at one account from one address', {
    most: 12,
    atOnce: 1,
    send: scene => signIn(scene, scene.address(), 'owner@globex.test'),
  }),
  flood('12 guesses under invented addresses', {
    most: 12,
    atOnce: 1,
    send: (scene, index) =>
      signIn(scene, scene.address(), 'admin@globex.test', {
        'x-forwarded-for': `203.0.113.${index}`,
        forwarded: `for=203.0.113.${index}`,
      }),
  }),
]
