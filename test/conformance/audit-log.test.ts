import { createHash, randomUUID } from 'node:crypto'
import { type AuditEntry, checkChain, type ResponseOf } from '@palisade/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { type Answer, call } from '../support/http.ts'
import { readNdjson } from '../support/ndjson.ts'
import { ownerToken } from '../support/teams.ts'
import { signIn, strongTokenOf, tokenOf } from '../support/users.ts'

type Page = ResponseOf<'audit-log.list'>
type Head = ResponseOf<'audit-log.head'>

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

let owner: string

beforeAll(async () => {
  owner = await tokenOf('owner')
})

const read = async <T>(path: string, token = owner) => (await call(`/api/audit-log${path}`, { token })).json<T>()

const requestIdOf = (answer: Answer) => String(answer.headers['x-request-id'])

/** The entries of the chain from a number on. */
async function exportAfter(after: number): Promise<AuditEntry[]> {
  const answer = await call(`/api/audit-log/export?after=${after}`, { token: owner })
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson\b/)
  return readNdjson(answer.text)
}

describe('[P7] the audit trail', () => {
  test('[B4] [S83] has the entry of a change, with who did it, to what, and the id of the request', async () => {
    const token = await strongTokenOf('admin')
    const json = { name: 'audited', scopes: ['orders:read', 'members:read'], expiresInDays: 1 }
    const created = await call('/api/api-keys', { method: 'POST', token, json })
    const { id: object, createdBy } = created.json<ResponseOf<'api-keys.create'>>()
    const revoked = await call(`/api/api-keys/${object}`, { method: 'DELETE', token })
    const { items } = await read<Page>(`?actorId=${createdBy}&limit=100`)
    const entries = items.filter(entry => entry.object === object)
    const actor = { kind: 'member', id: createdBy }
    expect(entries).toMatchObject([
      { event: 'api-key.revoked', actor, requestId: requestIdOf(revoked), facts: { reason: 'revoked' } },
      {
        event: 'api-key.created',
        actor,
        requestId: requestIdOf(created),
        facts: { scopes: 'orders:read members:read' },
      },
    ])
    expect(JSON.stringify(items)).not.toContain('audited')
  })

  test('[S80] has sign-ins, and neither refused ones nor reads', async () => {
    const email = 'partner@acme.test'
    const signedIn = await signIn(email)
    const failed = await call('/api/auth/sign-in', { method: 'POST', json: { email, password: 'a guess' } })
    expectProblem(failed, 'invalid-credentials')
    const { items } = await read<Page>('?event=auth.sign-in&limit=100')
    const ids = items.map(({ requestId }) => requestId)
    expect(ids).toContain(requestIdOf(signedIn))
    expect(ids).not.toContain(requestIdOf(failed))
    expect(new Set(items.map(({ event }) => event))).toEqual(new Set(['auth.sign-in']))
  })

  test('is listed newest first, in pages without gap or overlap', async () => {
    for (let count = 0; count < 3; count++) await signIn('member@acme.test')
    const first = await read<Page>('?limit=2')
    const second = await read<Page>(`?limit=2&cursor=${first.nextCursor}`)
    const numbers = [...first.items, ...second.items].map(({ seq }) => seq)
    const [newest = 0] = numbers
    expect(numbers).toEqual([newest, newest - 1, newest - 2, newest - 3])
  })

  test('is filtered by time: a period holds what happened in it', async () => {
    const { items } = await read<Page>('?limit=3')
    const [newest, , oldest] = items
    const period = `happenedFrom=${oldest?.at}&happenedBefore=${newest?.at}`
    const within = await read<Page>(`?limit=100&${period}`)
    expect(within.items.length).toBeGreaterThan(0)
    for (const { at } of within.items) {
      expect(at >= (oldest?.at ?? '') && at < (newest?.at ?? '')).toBe(true)
    }
    expect((await read<Page>('?happenedFrom=2999-01-01T00:00:00Z')).items).toEqual([])
    expect((await read<Page>('?happenedBefore=2000-01-01T00:00:00Z')).items).toEqual([])
  })

  test('is exported as lines whose hashes anybody can check, up to the head', async () => {
    const head = await read<Head>('/head')
    const entries = (await exportAfter(0)).filter(({ seq }) => seq <= head.seq)
    expect(await checkChain(entries, { sha256 })).toEqual({ ok: true, head: { seq: head.seq, hash: head.hash } })
    const rest = await exportAfter(head.seq - 1)
    expect(rest[0]).toEqual(entries.at(-1))
    const [line = ''] = (await call('/api/audit-log/export', { token: owner })).text.split('\n')
    const { hash, ...hashed } = JSON.parse(line)
    // Sorted and without space: `jq -cS` writes the same.
    expect(sha256(JSON.stringify(hashed))).toBe(hash)
  })

  test.each([
    '?cursor=WyIyMDI2LTExLTI3Il0',
    '?cursor=-1',
    '?cursor=99999999999999999999',
    '?event=orders.created',
    '?actorId=somebody',
    '?happenedFrom=yesterday',
    '/export?after=-1',
    '/export?after=1e3x',
  ])('refuses %s', async query => {
    expectProblem(await call(`/api/audit-log${query}`, { token: await ownerToken() }), 'validation-failed')
  })
})

describe('[S22] [S23] [S94] the audit trail', () => {
  test.each(['', '/head', '/export'])('of /api/audit-log%s is the owner’s alone', async path => {
    for (const role of ['admin', 'member', 'partner'] as const) {
      expectProblem(await call(`/api/audit-log${path}`, { token: await tokenOf(role) }), 'insufficient-scope')
    }
  })

  test('of another tenant is in no answer: neither list, export nor head', async () => {
    const theirs = await tokenOf('owner', 'globex')
    const signedIn = await signIn('member@globex.test')
    const { items } = await read<Page>('?limit=100', theirs)
    const foreign = items.find(({ requestId }) => requestId === requestIdOf(signedIn))
    expect(foreign?.event).toBe('auth.sign-in')
    const ours = await read<Page>('?limit=100')
    const all = [...ours.items, ...(await exportAfter(0))]
    expect(new Set(all.map(({ tenantId }) => tenantId)).size).toBe(1)
    expect(all.map(({ tenantId }) => tenantId)).not.toContain(foreign?.tenantId)
    expect((await read<Page>(`?actorId=${foreign?.actor.id ?? randomUUID()}`)).items).toEqual([])
    expect((await read<Head>('/head')).hash).not.toBe((await read<Head>('/head', theirs)).hash)
  })

  test('cannot be written or removed by a request', async () => {
    for (const method of ['POST', 'PATCH', 'DELETE'] as const) {
      expectProblem(await call('/api/audit-log', { method, token: owner }), 'method-not-allowed')
    }
  })
})
