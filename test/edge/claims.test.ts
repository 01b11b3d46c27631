import { randomBytes } from 'node:crypto'
import { endpoints, pseudonymFormat } from '@palisade/contracts'
import { subjectHash } from '@palisade/security/privacy'
import { describe, expect, it } from 'vitest'
import { expectBlocked, expectNotAudited, expectNothingOf, matchesOf } from './edge-expectations.ts'
import { apiKey, id, script } from './edge-samples.ts'
import { logOf, missingEdge, type Sent, send, unverifiedToken, useEdge } from './test-client.ts'

const skipped = missingEdge()
const key = randomBytes(32)
const later = Math.floor(Date.now() / 1000) + 600
const claims = { sub: 'user-1', tenant_id: 'tenant-1', scope: 'orders:read members:manage', exp: later }

const bearer = (payload: unknown) => ({ authorization: `Bearer ${unverifiedToken(payload)}` })

const challenges: Record<string, string> = {
  unauthenticated: 'Bearer realm="palisade"',
  'invalid-token': 'Bearer realm="palisade", error="invalid_token"',
  'insufficient-scope': 'Bearer realm="palisade", error="insufficient_scope", scope="api-keys:manage"',
}

const refused: [string, Record<string, string>, keyof typeof challenges][] = [
  ['no token', {}, 'unauthenticated'],
  ['another scheme', { authorization: 'Basic YTpi' }, 'unauthenticated'],
  ['an API key', { authorization: `Bearer ${apiKey}` }, 'insufficient-scope'],
  ['a token without the scope', bearer(claims), 'insufficient-scope'],
  ['a scope that begins like it', bearer({ ...claims, scope: 'api-keys:manage2' }), 'insufficient-scope'],
  ['a list of scopes', bearer({ ...claims, scope: ['api-keys:manage'] }), 'invalid-token'],
  ['a token of yesterday', bearer({ ...claims, scope: 'api-keys:manage', exp: 1 }), 'invalid-token'],
  ['a token that never ends', bearer({ sub: 'x', scope: 'api-keys:manage' }), 'invalid-token'],
  ['a token that is no JSON', { authorization: 'Bearer a.b.c' }, 'invalid-token'],
  ['a token that is null', bearer(null), 'invalid-token'],
  ['what is no token', { authorization: 'Bearer nothing' }, 'invalid-token'],
]

describe.skipIf(skipped)(`claims at the edge${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge({ logHashKey: key.toString('base64url') })

  const call = (path: string, sent: Sent) =>
    send(running.edge, path, { ...sent, headers: { 'user-agent': 'node', ...sent.headers } })

  it.each(refused)('[S61] %s does not reach an endpoint of administrators', async (_, headers, code) => {
    for (const path of ['/api/api-keys', '/api/api-keys?x', `/api/api-keys?x=${encodeURIComponent(script)}`]) {
      const answer = await expectNothingOf(running, () => call(path, { headers }))
      expect(answer.json()).toMatchObject({ code, requestId: answer.headers['x-request-id'] })
      expect(answer.status).toBe(code === 'insufficient-scope' ? 403 : 401)
      expect(answer.headers['www-authenticate']).toBe(challenges[code])
      await expectNotAudited(running.edge, answer)
    }
  })

  it('[S61] the scope in the token opens it, with and without an inspection', async () => {
    const headers = bearer({ ...claims, scope: 'orders:read api-keys:manage' })
    expect((await call('/api/api-keys', { headers })).status).toBe(200)
    expect((await call('/api/api-keys', { headers: { ...headers, 'user-agent': 'unknown' } })).status).toBe(200)
    const json = { name: 'ci', scopes: ['orders:read'], expiresInDays: 1 }
    expect((await call('/api/api-keys', { headers, json })).status).toBe(200)
    const change = { method: 'PATCH', json: { role: 'member' } }
    expect((await call(`/api/members/${id}`, { headers, ...change })).json()).toMatchObject({
      code: 'insufficient-scope',
    })
    expect((await call(`/api/members/${id}`, { headers: bearer(claims), ...change })).status).toBe(200)
  })

  it('on other endpoints, the edge forwards the token without reading it', async () => {
    expect(endpoints['orders.list'].access).toEqual({ scope: 'orders:read' })
    expect((await call('/api/orders', {})).status).toBe(200)
  })

  it('[S63] the logs of edge and WAF name a blocked caller by a pseudonym, under the key of the API', async () => {
    const headers = { ...bearer(claims), 'x-edge-subject': 'sub_forged', 'x-log-subject': 'sub_forged' }
    const answer = await call('/api/orders', { headers, json: { note: script } })
    const audited = await expectBlocked(running.edge, answer)
    const [claimedSubject, claimedTenant] = ['user-1', 'tenant-1'].map(id => subjectHash(key, id, pseudonymFormat))
    expect(await logOf(running.edge, answer.headers['x-request-id'])).toMatchObject({
      subject: '',
      tenant: '',
      claimedSubject,
      claimedTenant,
    })
    expect(audited.messages.map(({ message }) => message)).toContain(
      `Claimed by the token: subject ${claimedSubject}, tenant ${claimedTenant}`,
    )
    expect(JSON.stringify([await running.edge.accessLog(), await running.edge.auditLog()])).not.toMatch(
      /user-1|tenant-1|sub_forged/,
    )
  })

  it('[S63] [P8] of a token with an actor, the logs name the actor', async () => {
    const token = bearer({ ...claims, act: { sub: 'operator-1' } })
    const answer = await call('/api/orders', { headers: token, json: { note: script } })
    await expectBlocked(running.edge, answer)
    expect(await logOf(running.edge, answer.headers['x-request-id'])).toMatchObject({
      claimedSubject: subjectHash(key, 'operator-1', pseudonymFormat),
      claimedTenant: subjectHash(key, 'tenant-1', pseudonymFormat),
    })
  })

  it('[S63] without a token there is no pseudonym, and the API receives none from the edge', async () => {
    const blocked = await call('/api/orders', { json: { note: script } })
    expect(matchesOf(await expectBlocked(running.edge, blocked))).not.toContain('Claimed by')
    expect(await logOf(running.edge, blocked.headers['x-request-id'])).toMatchObject({
      claimedSubject: '',
      claimedTenant: '',
    })
    for (const agent of ['node', 'unknown']) {
      await call('/api/orders', { headers: { ...bearer(claims), 'user-agent': agent, 'x-edge-subject': 'sub_x' } })
      expect(Object.keys(running.echo.seen.at(-1)?.headers ?? {}).filter(name => /^x-(?:edge|log)/.test(name))).toEqual(
        [],
      )
    }
  })
})
