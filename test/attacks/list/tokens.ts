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

/** Takes a member's token apart, and makes another of it. */
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
    'token without a signature',
    ({ header, claims }) => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`,
  ),
  forged('token with other claims', ({ header, claims, signature }) =>
    [encode(header), encode({ ...claims, role: 'owner' }), signature].join('.'),
  ),
  forged('token of a stranger’s key', ({ header, claims }) => signed(header, claims)),
  forged('token that brings its own key', ({ header, claims }) => {
    const { publicKey } = generateKeyPairSync('ed25519')
    return signed({ ...header, jwk: publicKey.export({ format: 'jwk' }) }, claims)
  }),
  forged('token whose key id is a path', ({ header, claims }) => signed({ ...header, kid: '../../dev/null' }, claims)),
  forged('token signed with the public key as a secret', ({ header, claims }, { fixture }) => {
    const input = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`
    return `${input}.${createHmac('sha256', JSON.stringify(fixture.publicJwk)).update(input).digest('base64url')}`
  }),
  forged('token for another API', (_parts, { fixture }) => fixture.issue({ audience: 'another-api' })),
  forged('expired token', (_parts, { fixture }) => fixture.issue({ now: () => Date.now() - 3_600_000 })),
  attack('token after signing out', async scene => {
    const { accessToken, refreshToken } = await signIn(scene)
    const { baseUrl, address } = scene
    await prepared(() =>
      send(baseUrl, '/api/auth/refresh', { method: 'DELETE', from: address(), json: { refreshToken } }),
    )
    return listOrders(scene, accessToken)
  }),
  attack('API key that nobody has', scene => listOrders(scene, createApiKey(apiKeyFormat).key)),
  attack('API key of another form', scene =>
    listOrders(scene, `${apiKeyFormat.prefix}${randomBytes(24).toString('base64url')}`),
  ),
  attack('refresh cookie that is no token', ({ baseUrl, address }) => {
    const headers = { cookie: "__Host-refresh_token=x' OR expires_at > now() OR '1'='1" }
    return send(baseUrl, '/api/auth/refresh', { method: 'POST', from: address(), headers })
  }),
  attack('stolen refresh token in another kind of client', async scene => {
    const { refreshToken } = await signIn(scene)
    const headers = { cookie: `__Host-refresh_token=${refreshToken}` }
    return send(scene.baseUrl, '/api/auth/refresh', { method: 'POST', from: scene.address(1), headers })
  }),
]
