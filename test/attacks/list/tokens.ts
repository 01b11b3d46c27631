import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { apiKeyFormat, type ResponseOf } from '@palisade/contracts'
import { createApiKey } from '@palisade/security/credentials'
import { send } from '../../support/clients/send.ts'
import { type Attack, attack, type Scene } from '../attack.ts'
import { prepared } from '../attempt-answers.ts'

type Session = ResponseOf<'auth.sign-in'>

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>

const listOrders = ({ baseUrl, address }: Scene, token: string) =>
  send(baseUrl, '/api/orders', { token, from: address() })

/** Changes the token of a member. */
function forged(name: string, forge: (parts: Parts, scene: Scene) => string | Promise<string>): Attack {
  return attack(name, async scene => {
    const [header = '', payload = '', signature = ''] = scene.fixture.token('member').split('.')
    return listOrders(scene, await forge({ header: decode(header), claims: decode(payload), signature }, scene))
  })
}

type Parts = { header: Record<string, unknown>; claims: Record<string, unknown>; signature: string }

function signed(header: object, claims: object): string {
  const input = `${encode(header)}.${encode(claims)}`
  const { privateKey } = generateKeyPairSync('ed25519')
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
}

async function signIn({ baseUrl, fixture, address }: Scene): Promise<Session> {
  const json = { email: 'member@acme.test', password: fixture.password, refreshTokenIn: 'body' }
  const { data } = await prepared<Session>(() =>
    send(baseUrl, '/api/auth/sign-in', { method: 'POST', from: address(), json }),
  )
  return data
}

export const tokenAttacks: Attack[] = [
  forged(
    'unsigned token (alg none)',
    ({ header, claims }) => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`,
  ),
  forged('token with changed claims', ({ header, claims, signature }) =>
    [encode(header), encode({ ...claims, role: 'owner' }), signature].join('.'),
  ),
  forged('token signed with an unknown key', ({ header, claims }) => signed(header, claims)),
  forged('token with the key in its header (jwk)', ({ header, claims }) => {
    const { publicKey } = generateKeyPairSync('ed25519')
    return signed({ ...header, jwk: publicKey.export({ format: 'jwk' }) }, claims)
  }),
  forged('token with a path as key id (kid)', ({ header, claims }) =>
    signed({ ...header, kid: '../../dev/null' }, claims),
  ),
  forged('token signed with the public key as HMAC secret', ({ header, claims }, { fixture }) => {
    const input = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`
    return `${input}.${createHmac('sha256', JSON.stringify(fixture.publicJwk)).update(input).digest('base64url')}`
  }),
  forged('token for another audience', (_parts, { fixture }) => fixture.issue({ audience: 'another-api' })),
  forged('expired token', (_parts, { fixture }) => fixture.issue({ now: () => Date.now() - 3_600_000 })),
  attack('token of a session that has ended', async scene => {
    const { accessToken, refreshToken } = await signIn(scene)
    const { baseUrl, address } = scene
    await prepared(() =>
      send(baseUrl, '/api/auth/refresh', { method: 'DELETE', from: address(), json: { refreshToken } }),
    )
    return listOrders(scene, accessToken)
  }),
  attack('API key that does not exist', scene => listOrders(scene, createApiKey(apiKeyFormat).key)),
  attack('malformed API key', scene =>
    listOrders(scene, `${apiKeyFormat.prefix}${randomBytes(24).toString('base64url')}`),
  ),
  attack('malformed refresh cookie', ({ baseUrl, address }) => {
    const headers = { cookie: "__Host-refresh_token=x' OR expires_at > now() OR '1'='1" }
    return send(baseUrl, '/api/auth/refresh', { method: 'POST', from: address(), headers })
  }),
  attack('refresh token of an app, sent as a cookie', async scene => {
    const { refreshToken } = await signIn(scene)
    const headers = { cookie: `__Host-refresh_token=${refreshToken}` }
    return send(scene.baseUrl, '/api/auth/refresh', { method: 'POST', from: scene.address(1), headers })
  }),
]
