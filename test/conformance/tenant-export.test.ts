import { createHash } from 'node:crypto'
import type { ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { createTestClient } from '../support/client-assertions.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { readNdjson } from '../support/ndjson.ts'
import { draft } from '../support/samples.ts'
import { addMember, createTeam, invite, someone } from '../support/teams.ts'
import { exported, readExport } from '../support/tenant-exports.ts'
import { strengthenNew, strongTokenOf } from '../support/users.ts'

type Line = { kind: string; [name: string]: unknown }

const { mailboxUrl } = inject('target')
const path = '/api/tenant/export'
const post = (token: string, to: string, json?: object) => call(to, { method: 'POST', token, ...(json && { json }) })

describe.skipIf(!mailboxUrl)('[S75] the export of everything that a tenant has', () => {
  test('is for owners alone, is complete, contains no secret, and stays open while the tenant is being deleted', async () => {
    const { token, session } = await createTeam()
    const { id: tenantId, slug } = session.user.tenant
    const [admin, removed] = [await addMember(token, 'admin'), await addMember(token)]
    await invite(token, someone())
    await call(`/api/members/${removed.user.id}`, { method: 'DELETE', token })
    const customerName = 'Süß & Söhne “Ω”'
    await post(token, '/api/orders', { ...draft, customerName })
    const json = { name: 'Robot', scopes: ['orders:read'], expiresInDays: 1 }
    const { key } = (await post(token, '/api/api-keys', json)).json<ResponseOf<'api-keys.create'>>()
    await createTestClient(['orders:read'], Promise.resolve(token))
    const origin = `https://${slug}.example.com`
    const added = await post(token, '/api/tenant/origins', { origin })
    const { record } = added.json<ResponseOf<'tenant.add-origin'>>()

    expect(await readExport(token)).toBeNull()
    expectProblem(await post(token, `${path}/download`), 'not-found')
    expectProblem(await post(await strengthenNew(admin), path), 'insufficient-scope')
    const started = await post(token, path)
    expect(started.status).toBe(202)
    const found = await exported(token)
    expect(found).toMatchObject({ status: 'done', id: started.json<ResponseOf<'tenant.start-export'>>().id })
    expect(Date.parse(String(found.expiresAt)) - Date.parse(String(found.finishedAt))).toBe(24 * 3_600_000)
    // Of another tenant nobody learns anything.
    expect((await readExport(await strongTokenOf('owner')))?.id).not.toBe(found.id)

    const file = await post(token, `${path}/download`)
    expect(file.status).toBe(200)
    expect(file.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-length': String(found.bytes),
    })
    expect(file.headers['content-disposition']).toMatch(new RegExp(`^attachment; filename="${slug}-[\\d-]+\\.ndjson"$`))
    const lines = readNdjson<Line>(file.text)
    const of = (kind: string) => lines.filter(line => line.kind === kind)
    expect(lines.at(-1)).toEqual({ kind: 'end', records: lines.length - 1 })
    expect(of('tenant')).toMatchObject([{ id: tenantId, slug, tier: 'free' }])
    expect(of('order')).toMatchObject([{ customerName, lines: draft.lines, events: [{ action: 'created' }] }])
    const nameOf = ({ user, removedName }: Line) => (user as { name: string } | null)?.name ?? removedName
    expect(of('member').map(nameOf)).toEqual(['Owner', 'Invited', 'Invited'])
    expect(of('domain')).toMatchObject([{ origin }])
    for (const kind of ['service-account', 'api-key', 'client-key']) expect(of(kind), kind).toHaveLength(1)
    expect(of('invitation').length).toBeGreaterThan(0)
    expect(of('audit-entry').map(({ event }) => event)).toContain('tenant.export-requested')
    const secrets = [key, createHash('sha256').update(key).digest('hex'), record.value]
    for (const secret of secrets) expect(file.text).not.toContain(secret)
    expect(file.text).not.toMatch(/argon2|tokenHash|passwordHash|"jwk"|"hash":"(?![0-9a-f]{64}")/)

    await post(token, '/api/tenant/deletion', { slug })
    expect((await post(token, `${path}/download`)).text).toBe(file.text)
    expect((await post(token, path)).status).toBe(202)
    expect((await exported(token)).status).toBe('done')
    const events = readNdjson<Line>((await post(token, `${path}/download`)).text)
    const downloads = events.filter(({ event }) => event === 'tenant.export-downloaded')
    expect(downloads).toHaveLength(2)
  })
})
