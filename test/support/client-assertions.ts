import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { clientAssertionType, type ResponseOf } from '@palisade/contracts'
import { createServiceAccount, type ServiceAccount } from './create-service-account.ts'
import { type Call, call } from './http.ts'
import { ownerToken } from './teams.ts'

type ClientKey = ResponseOf<'client-keys.create'>

/** A service account and its key pair. */
export type TestClient = { account: ServiceAccount; key: ClientKey; privateKey: KeyObject; audience: string }

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

export const registerKey = async (account: { id: string }, jwk: object, token = ownerToken()) => {
  const json = { serviceAccountId: account.id, name: 'key', jwk }
  return call('/api/client-keys', { method: 'POST', token: await token, json })
}

export async function listClientKeys(token = ownerToken()) {
  return (await call('/api/client-keys', { token: await token })).json<ResponseOf<'client-keys.list'>>()
}

export async function createTestClient(scopes = ['orders:read'], token = ownerToken()): Promise<TestClient> {
  const account = await createServiceAccount({ scopes }, token)
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const answer = await registerKey(account, publicKey.export({ format: 'jwk' }), token)
  if (answer.status !== 201) throw new Error(`registering a key answered ${answer.status}: ${answer.text}`)
  return { account, key: answer.json<ClientKey>(), privateKey, audience: (await listClientKeys(token)).audience }
}

type Other = { header?: object; claims?: object; privateKey?: KeyObject }

/** What a program signs to get a token, with what differs from a good one. */
export function createAssertion({ account, key, privateKey, audience }: TestClient, other: Other = {}): string {
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const claims = { iss: account.id, sub: account.id, aud: audience, exp: nowSeconds + 60, jti: randomUUID() }
  const header = { alg: 'Ed25519', kid: key.kid }
  const input = `${encode({ ...header, ...other.header })}.${encode({ ...claims, ...other.claims })}`
  const signingKey = other.privateKey ?? privateKey
  const digest = signingKey.asymmetricKeyType === 'ec' ? 'sha256' : null
  const signature = sign(digest, Buffer.from(input), { key: signingKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** The form of RFC 6749 section 4.4.2, with what differs from it. */
export function requestToken(
  assertion: string,
  other: Record<string, string> = {},
  { path = '/api/oauth/token', ...more }: Call & { path?: string } = {},
) {
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: clientAssertionType,
    client_assertion: assertion,
    ...other,
  }
  return call(path, { method: 'POST', form, ...more })
}

export async function tokenOfClient(client: TestClient): Promise<string> {
  const answer = await requestToken(createAssertion(client))
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status}: ${answer.text}`)
  return answer.json<ResponseOf<'oauth.token'>>().access_token
}
