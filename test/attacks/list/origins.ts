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

/** Requests that a page must not be able to send, or whose answer it must not be able to read. */
export const originAttacks: Attack[] = [
  fromPage('request of a page on an unknown origin', () => 'https://evil.example'),
  fromPage('request of a page with the origin null', () => 'null'),
  fromPage('request of a page on an origin with the same prefix', () => `${testOrigin}.evil.example`),
  fromPage('request of a page on an origin with the same suffix', () =>
    testOrigin.replace('https://', 'https://evil-'),
  ),
  fromPage('request of a page on a listed origin over HTTP', () => testOrigin.replace('https:', 'http:')),
  fromPage('request of a page on another tenant’s origin', ({ fixture }) => fixture.frontend),
  preflight('preflight of an unknown origin', 'https://evil.example'),
  preflight('preflight of the origin null', 'null'),
  attack('search by an image on a foreign page', ({ baseUrl, address }) => {
    // The fields that a browser sends without CORS.
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    const headers = { ...image, cookie: `__Host-refresh_token=${'a'.repeat(43)}` }
    return send(baseUrl, '/api/orders/search?q=lamp', { from: address(), headers })
  }),
  refreshFrom('refresh with the cookie by a foreign page', () => 'https://evil.example'),
  refreshFrom('refresh with the cookie by a page on another tenant’s origin', ({ fixture }) => fixture.frontend),
]
