import { send } from '../../support/clients/send.ts'
import { testOrigin } from '../../support/samples.ts'
import { type Attack, attack, type Scene } from '../attack.ts'
import { prepared } from '../attempt-answers.ts'

const fromPage = (name: string, originOf: (scene: Scene) => string): Attack =>
  attack(name, scene => {
    const { baseUrl, fixture, address } = scene
    const headers = { origin: originOf(scene) }
    return send(baseUrl, '/api/orders', { token: fixture.token('owner'), from: address(), headers })
  })

const preflight = (name: string, origin: string): Attack =>
  attack(
    name,
    ({ baseUrl, address }) =>
      send(baseUrl, '/api/orders', {
        method: 'OPTIONS',
        from: address(),
        headers: { origin, 'access-control-request-method': 'POST' },
      }),
    ({ headers }) => [origin, '*'].includes(headers['access-control-allow-origin'] ?? ''),
  )

/** A page on the site of the API: the browser sends it the cookie of the signed-in user. */
const refreshFrom = (name: string, originOf: (scene: Scene) => string): Attack =>
  attack(name, async scene => {
    const { baseUrl, fixture, address } = scene
    const json = { email: 'partner@acme.test', password: fixture.password, refreshTokenIn: 'cookie' }
    const { headers } = await prepared(() =>
      send(baseUrl, '/api/auth/sign-in', { method: 'POST', from: address(), json }),
    )
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const page = { cookie, origin: originOf(scene) }
    return send(baseUrl, '/api/auth/refresh', { method: 'POST', from: address(), headers: page })
  })

/** Requests of pages that should not be able to send them, or not to read what comes back. */
export const originAttacks: Attack[] = [
  fromPage('page of a foreign origin', () => 'https://evil.example'),
  fromPage('page of the origin null', () => 'null'),
  fromPage('page of an origin that begins alike', () => `${testOrigin}.evil.example`),
  fromPage('page of an origin that ends alike', () => testOrigin.replace('https://', 'https://evil-')),
  fromPage('page of a listed origin without TLS', () => testOrigin.replace('https:', 'http:')),
  fromPage('page of another tenant’s frontend', ({ fixture }) => fixture.frontend),
  preflight('preflight of a foreign origin', 'https://evil.example'),
  preflight('preflight of the origin null', 'null'),
  attack('image of a foreign page that searches', ({ baseUrl, address }) => {
    // All that a browser sends of its own accord.
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    const headers = { ...image, cookie: `__Host-refresh_token=${'a'.repeat(43)}` }
    return send(baseUrl, '/api/orders/search?q=lamp', { from: address(), headers })
  }),
  refreshFrom('foreign page that refreshes with the cookie', () => 'https://evil.example'),
  refreshFrom('page of another tenant’s frontend that refreshes with the cookie', ({ fixture }) => fixture.frontend),
]
