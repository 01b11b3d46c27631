import type { ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { readMail } from '../support/mail.ts'
import { draft } from '../support/samples.ts'
import { addMember, createTeam } from '../support/teams.ts'
import { newPassword, strengthenNew } from '../support/users.ts'

type Me = ResponseOf<'auth.who-am-i'>

const { mailboxUrl } = inject('target')
const path = '/api/tenant/deletion'
const week = 7 * 86_400_000

const meOf = async (token: string) => (await call('/api/auth/me', { token })).json<Me>()

describe.skipIf(!mailboxUrl)('[S75] the deletion of a tenant', () => {
  test('closes it at once, tells every owner how to keep it, and an owner keeps it', async () => {
    const { token, session, email } = await createTeam()
    const { slug } = session.user.tenant
    const [second, admin, member] = [
      await addMember(token, 'owner'),
      await addMember(token, 'admin'),
      await addMember(token),
    ]
    const key = await call('/api/api-keys', {
      method: 'POST',
      token,
      json: { name: 'Robot', scopes: ['orders:read'], expiresInDays: 1 },
    })
    const apiKey = key.json<ResponseOf<'api-keys.create'>>().key
    const strongAdmin = await strengthenNew(admin)
    expectProblem(await call(path, { method: 'POST', token: strongAdmin, json: { slug } }), 'insufficient-scope')
    const wrong = await call(path, { method: 'POST', token, json: { slug: `${slug}x` } })
    expectProblem(wrong, 'validation-failed')
    expect(wrong.json().errors).toEqual([{ in: 'body', pointer: '/slug', detail: 'is another one' }])
    expectProblem(await call(path, { method: 'DELETE', token }), 'not-being-deleted')

    const asked = await call(path, { method: 'POST', token, json: { slug } })
    expect(asked.status).toBe(202)
    const { eraseAfter } = asked.json<ResponseOf<'tenant.request-deletion'>>()
    expect(Math.abs(Date.parse(eraseAfter) - Date.now() - week)).toBeLessThan(120_000)

    for (const [who, credential] of Object.entries({ token, member: member.accessToken, apiKey })) {
      expectProblem(await call('/api/orders', { token: credential }), 'tenant-deleting')
      if (who === 'apiKey') continue
      const written = await call('/api/orders', { method: 'POST', token: credential, json: draft })
      expectProblem(written, 'tenant-deleting')
      expect((await meOf(credential)).tenant.eraseAfter).toBe(eraseAfter)
    }
    expectProblem(await call(path, { method: 'POST', token, json: { slug } }), 'tenant-deleting')
    for (const owner of [email, second.email]) {
      const { Text } = await readMail(owner, 'A workspace is going to be deleted')
      expect(Text).toContain(`After ${eraseAfter.slice(0, 16).replace('T', ' ')} UTC`)
      expect(Text).toMatch(/^http\S+\/settings\/data$/m)
    }
    // Signing in goes on, since the account belongs to the person.
    const again = { email: member.email, password: newPassword, refreshTokenIn: 'body' }
    expect((await call('/api/auth/sign-in', { method: 'POST', json: again })).status).toBe(200)

    expectProblem(await call(path, { method: 'DELETE', token: strongAdmin }), 'insufficient-scope')
    const strongSecond = await strengthenNew(second)
    expect((await call(path, { method: 'DELETE', token: strongSecond })).status).toBe(204)
    for (const credential of [token, member.accessToken, apiKey]) {
      expect((await call('/api/orders', { token: credential })).status).toBe(200)
    }
    expect((await meOf(token)).tenant.eraseAfter).toBeNull()
    expectProblem(await call(path, { method: 'DELETE', token }), 'not-being-deleted')
  })
})
