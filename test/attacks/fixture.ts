import { type ResponseOf, type Role, roles } from '@palisade/contracts'
import { createTokenIssuer, loadKeyRing } from '@palisade/security/jwt'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Answer, type Call, send } from '../support/clients/send.ts'
import { plainDraft } from '../support/samples.ts'
import { createSignUpLink } from '../support/sign-up-link.ts'
import { isServed, sendUntilServed } from './attempt-answers.ts'

type Session = ResponseOf<'auth.sign-in'>

export type Fixture = Awaited<ReturnType<typeof createFixture>>

type Options = { baseUrl: string; ownerUrl: string; password: string; keysFolder: string; issuer: string }

/** Signs users in and creates what attackers want: orders, keys, frontends. All but the mail of a sign-up over HTTP. */
export async function createFixture({ baseUrl, ownerUrl, password, keysFolder, issuer }: Options) {
  let address = 0
  const call: Caller = async (path, request) => {
    // From another address each time: sign-ins are few by design.
    const ask = () => send(baseUrl, path, { from: `127.9.9.${1 + (address++ % 250)}`, ...request })
    const answer = await sendUntilServed(ask)
    if (!isServed(answer)) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
    return answer
  }
  const signIn = async (email: string) =>
    read<Session>(call('/api/auth/sign-in', { method: 'POST', json: { email, password, refreshTokenIn: 'body' } }))

  const acme = await everyRole(role => signIn(`${role}@acme.test`))
  const globex = await everyRole(role => signIn(`${role}@globex.test`))
  const signUp = async (slug: string) =>
    completeSignUp(call, await createSignUpLink(ownerUrl, `${slug}@${slug}.test`), slug, password)
  const keyed = await signUp('keyed')
  const prober = await signUp('prober')
  const flooder = await signUp('flooder')
  const idler = await signUp('idler')
  const busy = await signUp('busy')
  const strongToken = await strengthen(call, keyed.accessToken, password)
  const busyToken = await strengthen(call, busy.accessToken, password)
  const of = (session: Session, path: string, json: unknown) =>
    read<{ id: string; reference: string }>(call(path, { method: 'POST', token: session.accessToken, json }))
  const foreignOrder = await of(globex.owner, '/api/orders', plainDraft)
  const frontend = 'https://shop.globex.example'
  const foreignOrigin = await of(globex.owner, '/api/tenant/origins', { origin: frontend })
  const keys = await loadKeyRing({ folder: keysFolder, pollMs: 0 })

  return {
    password,
    /** Of a link that nobody has used. */
    signUpToken: await createSignUpLink(ownerUrl, 'grabber@grabber.test'),
    strongToken,
    apiKey: await createApiKey(call, strongToken),
    tenantKeys: await Promise.all(Array.from({ length: 8 }, () => createApiKey(call, busyToken))),
    foreignOrder,
    foreignOriginId: foreignOrigin.id,
    foreignMemberId: globex.member.user.id,
    foreignTenantId: globex.owner.user.tenant.id,
    memberId: acme.member.user.id,
    /** The origin of another tenant's own frontend. */
    frontend,
    prober: prober.accessToken,
    flooder: flooder.accessToken,
    idler: idler.accessToken,
    token: (role: Role, tenant: 'acme' | 'globex' = 'acme') => ({ acme, globex })[tenant][role].accessToken,
    publicJwk: keys.signer().publicJwk,
    /** Signs for a member what the API would not sign, with the API's own key. */
    issue: async (options: { audience?: string; now?: () => number }) => {
      const tokens = createTokenIssuer({ keys, issuer, audience: 'palisade-api', lifetimeMs: 600_000, ...options })
      const { id: sub, tenant, role, scopes: scope } = acme.member.user
      const { token } = await tokens.issue({ sub, tenantId: tenant.id, role, scope })
      return token
    },
  }
}

type Caller = (path: string, request: Call) => Promise<Answer>

async function read<T>(answer: Promise<Answer>): Promise<T> {
  return (await answer).json<T>()
}

async function everyRole(signIn: (role: Role) => Promise<Session>): Promise<Record<Role, Session>> {
  const names = Object.keys(roles) as Role[]
  const entries = await Promise.all(names.map(async role => [role, await signIn(role)] as const))
  return Object.fromEntries(entries) as Record<Role, Session>
}

/** An owner with a tenant of their own: what they do is held against nobody else. */
function completeSignUp(call: Caller, token: string, slug: string, password: string): Promise<Session> {
  const json = { token, tenant: { slug, name: slug }, name: slug, password, refreshTokenIn: 'body' }
  return read<Session>(call('/api/auth/sign-up/completion', { method: 'POST', json }))
}

async function strengthen(call: Caller, token: string, password: string): Promise<string> {
  const path = '/api/auth/second-factor'
  const enrolled = call(`${path}/enrolment`, { method: 'POST', token, json: { password } })
  const { secret } = await read<ResponseOf<'second-factor.enrol'>>(enrolled)
  const json = { code: await createAuthenticator(secret).nextCode() }
  const confirmed = call(`${path}/confirmation`, { method: 'POST', token, json })
  return (await read<ResponseOf<'second-factor.confirm'>>(confirmed)).session.accessToken
}

async function createApiKey(call: Caller, token: string): Promise<string> {
  const json = { name: 'key', scopes: ['orders:read'], expiresInDays: 1 }
  const created = call('/api/api-keys', { method: 'POST', token, json })
  return (await read<ResponseOf<'api-keys.create'>>(created)).key
}
