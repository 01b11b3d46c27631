import { argon2Sync } from 'node:crypto'
import { passwordAsSent } from '@palisade/contracts'
import { hashPassword, renewHash, verifyPassword } from '@palisade/security/credentials'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { demoPassword, startTestApp, type TestApp } from '../../app-for-tests.ts'
import { renewPasswordHash } from './password-renewal.ts'

const email = 'owner@acme.test'
const today = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/
let api: TestApp

beforeAll(async () => {
  api = await startTestApp()
})
afterAll(() => api?.stop())
beforeEach(() => store(outdatedHash(demoPassword)))

/** A hash as an installation with lower costs has stored it. */
function outdatedHash(message: string): string {
  const nonce = Buffer.alloc(16, 7)
  const hash = argon2Sync('argon2id', { message, nonce, memory: 64, passes: 1, parallelism: 1, tagLength: 32 })
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=64,t=1,p=1$${base64(nonce)}$${base64(hash)}`
}

const store = (passwordHash: string) =>
  api.db.forIdentity(async tx => {
    const { id: userId } = await tx.user.update({ where: { email }, data: { passwordHash } })
    for (const { tenantId, id: object } of await tx.membership.findMany({ where: { userId } })) {
      const actor = { kind: 'operator', id: null } as const
      tx.audit({ tenantId, event: 'auth.password-changed', actor, object, requestId: null, facts: {} })
    }
  })

/** What the platform did to the password, as the trail of the owner's tenant names it. */
async function rehashes() {
  const where = { event: 'auth.password-rehashed' }
  const member = { user: { email } }
  const found = await api.db.forIdentity(tx => tx.membership.findFirstOrThrow({ where: member }))
  const entries = await api.db.readForTenant(found.tenantId, tx => tx.auditEntry.findMany({ where }))
  return entries.map(({ actorKind, objectId }) => ({ actorKind, isOwner: objectId === found.id }))
}

async function stored() {
  const { id, passwordHash } = await api.db.forIdentity(tx => tx.user.findUniqueOrThrow({ where: { email } }))
  return { userId: id, passwordHash }
}

const signIn = (password = demoPassword) => api.post('/api/auth/sign-in', { email, password, refreshTokenIn: 'body' })

test('[P7] a sign-in renews a password hash of outdated cost, the audit trail says so, and the password still works', async () => {
  const before = await rehashes()
  expect((await signIn()).status).toBe(200)
  await vi.waitFor(async () => expect((await stored()).passwordHash).toMatch(today), 30_000)
  expect((await rehashes()).slice(before.length)).toEqual([{ actorKind: 'system', isOwner: true }])
  const { passwordHash } = await stored()
  expect((await signIn()).status).toBe(200)
  expect((await stored()).passwordHash).toBe(passwordHash)
})

test('a sign-in with a wrong password renews nothing', async () => {
  expect((await signIn('not the password')).status).toBe(401)
  expect((await signIn('not the password')).status).toBe(401)
  expect((await stored()).passwordHash).toBe(outdatedHash(demoPassword))
})

test('a sign-in that has read the outdated hash succeeds when another one renews it meanwhile', async () => {
  const renewed = await renewHash(demoPassword, outdatedHash(demoPassword), passwordAsSent)
  let reads = 0
  api.fault.isAway = () => {
    reads += 1
    return false
  }
  // The check of the password waits behind these, after its hash was read.
  const guesses = Promise.all(Array.from({ length: 30 }, () => verifyPassword('a guess', undefined, passwordAsSent)))
  const signedIn = signIn()
  await vi.waitFor(() => expect(reads).toBe(1))
  await store(renewed)
  expect((await signedIn).status).toBe(200)
  await guesses
})

test('a renewal does not bring back a password that was changed meanwhile', async () => {
  const owner = await stored()
  const record = () => Promise.reject(new Error('nothing was renewed'))
  const changed = await hashPassword('another good password', passwordAsSent)
  await store(changed)
  // One at a time: that of the sign-in above may still be under way.
  await vi.waitFor(() => renewPasswordHash(api.db, owner, demoPassword, record), 30_000)
  expect((await stored()).passwordHash).toBe(changed)
})
