import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type ResponseOf, type Role, roleNames } from '@palisade/contracts'
import { createTokenIssuer, loadKeyRing } from '@palisade/security/jwt'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Answer, type Call, send } from '../support/clients/send.ts'
import { plainDraft } from '../support/samples.ts'
import { createSignUpLink } from '../support/sign-up-link.ts'
import { isServed, sendUntilServed } from './attempt-answers.ts'

type Session = ResponseOf<'auth.sign-in'>

export type Fixture = Awaited<ReturnType<typeof createFixture>>

type Options = { baseUrl: string; ownerUrl: string; password: string; keysFolder: string; issuer: string }

/** Signs users in and creates what attackers want: orders, keys, CORS origins. It uses HTTP, except for the link of a sign-up. */
export async function createFixture({ baseUrl, ownerUrl, password, keysFolder, issuer }: Options) {
  let address = 0
  const call: Caller = async (path, request) => {
    // Uses another address each time, because sign-ins have a strict limit.
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
  const { token: strongToken } = await strengthen(call, keyed.accessToken, password)
  const { token: busyToken } = await strengthen(call, busy.accessToken, password)
  const { token: strongAdminToken } = await strengthen(call, acme.admin.accessToken, password)
  const runner = await signUp('runner')
  const operatorToken = await enterConsole(call, await strengthen(call, runner.accessToken, password), ownerUrl)
  const of = (session: Session, path: string, json: unknown) =>
    read<{ id: string; reference: string }>(call(path, { method: 'POST', token: session.accessToken, json }))
  const foreignOrder = await of(globex.owner, '/api/orders', plainDraft)
  const frontend = 'https://shop.globex.example'
  const foreignOrigin = await of(globex.owner, '/api/tenant/origins', { origin: frontend })
  const keys = await loadKeyRing({ folder: keysFolder, pollMs: 0 })

  return {
    password,
    /** The token of an unused sign-up link. */
    signUpToken: await createSignUpLink(ownerUrl, 'grabber@grabber.test'),
    strongToken,
    /** Of an admin of acme, who has a second factor and is no owner. */
    strongAdminToken,
    adminId: acme.admin.user.id,
    /** Of an operator, for the console. */
    operatorToken,
    /** Of the operator, who acts for an owner of a tenant that allows it. */
    actingToken: await actInTenant(call, { operatorToken, ownerToken: busyToken, tenantId: busy.user.tenant.id }),
    /** The owner for whom the operator acts. */
    actedForId: busy.user.id,
    apiKey: await createApiKey(call, strongToken),
    tenantKeys: await Promise.all(Array.from({ length: 8 }, () => createApiKey(call, busyToken))),
    foreignOrder,
    foreignOriginId: foreignOrigin.id,
    foreignMemberId: globex.member.user.id,
    foreignTenantId: globex.owner.user.tenant.id,
    memberId: acme.member.user.id,
    /** The CORS origin of another tenant. */
    frontend,
    prober: prober.accessToken,
    flooder: flooder.accessToken,
    idler: idler.accessToken,
    token: (role: Role, tenant: 'acme' | 'globex' = 'acme') => ({ acme, globex })[tenant][role].accessToken,
    publicJwk: keys.signer().publicJwk,
    /** Signs tokens that the API would not issue, with the API's key. */
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
  const entries = await Promise.all(roleNames.map(async role => [role, await signIn(role)] as const))
  return Object.fromEntries(entries) as Record<Role, Session>
}

/** Creates the owner of a separate tenant: penalty points of this user lower no other user's limits. */
function completeSignUp(call: Caller, token: string, slug: string, password: string): Promise<Session> {
  const json = { token, tenant: { slug, name: slug }, name: slug, password, refreshTokenIn: 'body' }
  return read<Session>(call('/api/auth/sign-up/completion', { method: 'POST', json }))
}

type Strong = { token: string; recoveryCodes: readonly string[] }

async function strengthen(call: Caller, token: string, password: string): Promise<Strong> {
  const path = '/api/auth/second-factor'
  const enrolled = call(`${path}/enrolment`, { method: 'POST', token, json: { password } })
  const { secret } = await read<ResponseOf<'second-factor.enrol'>>(enrolled)
  const json = { code: await createAuthenticator(secret).nextCode() }
  const confirmed = await read<ResponseOf<'second-factor.confirm'>>(
    call(`${path}/confirmation`, { method: 'POST', token, json }),
  )
  return { token: confirmed.session.accessToken, recoveryCodes: confirmed.recoveryCodes }
}

/** Makes somebody an operator on the machine, and opens the console. */
async function enterConsole(call: Caller, { token, recoveryCodes: [code] }: Strong, ownerUrl: string): Promise<string> {
  const env = { ...process.env, MIGRATION_DATABASE_URL: ownerUrl }
  await promisify(execFile)(process.execPath, ['apps/api/src/cli/operators-cli.ts', 'add', 'runner@runner.test'], {
    env,
  })
  const entered = call('/api/operator/token', { method: 'POST', token, json: { code } })
  return (await read<ResponseOf<'operator.enter'>>(entered)).accessToken
}

type ToActIn = { operatorToken: string; ownerToken: string; tenantId: string }

async function actInTenant(call: Caller, { operatorToken, ownerToken, tenantId }: ToActIn): Promise<string> {
  await call('/api/support-access', { method: 'POST', token: ownerToken, json: { forHours: 1 } })
  const json = { tenantId, reason: 'Attacks' }
  const started = call('/api/operator/impersonations', { method: 'POST', token: operatorToken, json })
  return (await read<ResponseOf<'impersonations.start'>>(started)).accessToken
}

async function createApiKey(call: Caller, token: string): Promise<string> {
  const json = { name: 'key', scopes: ['orders:read'], expiresInDays: 1 }
  const created = call('/api/api-keys', { method: 'POST', token, json })
  return (await read<ResponseOf<'api-keys.create'>>(created)).key
}
