import { randomUUID } from 'node:crypto'
import type { Order, ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { type Answer, call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { completeSignUp, mailSignUpLink, newPassword, tokenOf } from '../support/users.ts'

const { hasEdge } = inject('target')

/** What people paste into a note, and what looks like a leak in an error. */
const lookalikes = {
  'a connection string': 'postgres://user:pass@host',
  'a message queue’s address': 'amqp://a:bcd@queue',
  'a password hash': `$2a$10$${'a'.repeat(53)}`,
  'a token of a code host': `ghp_${'a1B2'.repeat(9)}`,
  'a key of a payment provider': `sk_live_${'a1'.repeat(12)}`,
  'the header of a private key': '-----BEGIN PRIVATE KEY-----',
  'an error of a database': 'relation "orders" does not exist',
}

/** The WAF may take such a text for an attack. Then nothing is stored. */
function isBlocked(answer: Answer): boolean {
  if (!hasEdge || answer.status !== 403) return false
  expectProblem(answer, 'blocked')
  return true
}

describe('[S97] text that a user wrote is stored and answered as it was written:', () => {
  for (const [what, text] of Object.entries(lookalikes)) {
    test(what, async () => {
      const token = await tokenOf('owner')
      const lines = draft.lines.map(line => ({ ...line, description: text }))
      const json = { ...draft, customerName: text, note: text, lines }
      const headers = { 'idempotency-key': randomUUID() }
      const create = () => call('/api/orders', { method: 'POST', token, headers, json })
      const created = await create()
      if (isBlocked(created)) return
      expect(created.status, created.text).toBe(201)
      const { id } = created.json<Order>()
      expect((await create()).json<Order>()).toMatchObject({ id, customerName: text })
      expect((await call(`/api/orders/${id}`, { token })).json<Order>()).toMatchObject({
        customerName: text,
        note: text,
      })
      const listed = await call('/api/orders', { token })
      expect(listed.json<ResponseOf<'orders.list'>>().items).toContainEqual(expect.objectContaining({ id }))
      const found = await call(`/api/orders/search?q=${encodeURIComponent(text.slice(0, 100))}`, { token })
      if (isBlocked(found)) return
      expect(found.json<ResponseOf<'orders.search'>>().items).toContainEqual(expect.objectContaining({ id }))
    })
  }

  test('a tenant’s name, so that its owner can sign in', async () => {
    const email = `owner-${randomUUID()}@acme.test`
    const signedUp = await completeSignUp(await mailSignUpLink(email), { name: 'amqp://a:bcd@queue' })
    if (isBlocked(signedUp)) return
    expect(signedUp.status, signedUp.text).toBe(201)
    const json = { email, password: newPassword, refreshTokenIn: 'body' }
    const signedIn = await call('/api/auth/sign-in', { method: 'POST', json })
    expect(signedIn.json<ResponseOf<'auth.sign-in'>>().user.tenant.name).toBe('amqp://a:bcd@queue')
  })
})

test('[S97] a refused field keeps its status, whatever its name looks like', async () => {
  const json = { ...draft, 'amqp://a:bcd@queue': 1 }
  const answer = await call('/api/orders', { method: 'POST', token: await tokenOf('owner'), json })
  expect(answer.status).toBe(400)
})
