import { randomUUID } from 'node:crypto'
import type { ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { expectProblem } from './expectations.ts'
import { call } from './http.ts'
import { tokenOf } from './people.ts'

type Origin = ResponseOf<'tenant.add-origin'>

const newOrigin = () => `https://shop-${randomUUID().slice(0, 8)}.acme.example`

const add = async (origin: string) =>
  call('/api/tenant/origins', { method: 'POST', token: await tokenOf('owner'), json: { origin } })

const remove = async (id: string, token?: string) =>
  call(`/api/tenant/origins/${id}`, { method: 'DELETE', token: token ?? (await tokenOf('owner')) })

const preflight = (origin: string) =>
  call('/api/orders', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  })

describe('[S76] [S104] an origin that a tenant adds', () => {
  test('can read at once, and after its removal it cannot', async () => {
    const origin = newOrigin()
    const token = await tokenOf('member')
    const read = () => call('/api/orders', { token, headers: { origin } })
    for (const answer of [await preflight(origin), await read()]) expectProblem(answer, 'origin-not-allowed')

    const added = await add(origin)
    expect(added.status).toBe(201)
    const { id, verified } = added.json<Origin>()
    expect(verified).toBe(true)
    expect((await preflight(origin)).headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '600',
    })
    const answer = await read()
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' })

    expect((await remove(id)).status).toBe(204)
    for (const refused of [await preflight(origin), await read()]) {
      expectProblem(refused, 'origin-not-allowed')
      expect(refused.headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test('is on its list alone, and another tenant can neither see nor remove it', async () => {
    const { id, origin } = (await add(newOrigin())).json<Origin>()
    const foreign = await tokenOf('owner', 'globex')
    const listOf = async (token: string) =>
      (await call('/api/tenant/origins', { token }))
        .json<ResponseOf<'tenant.list-origins'>>()
        .items.map(item => item.id)
    expect(await listOf(foreign)).not.toContain(id)
    expectProblem(await remove(id, foreign), 'not-found')
    expect(await listOf(await tokenOf('owner'))).toContain(id)
    expectProblem(await add(origin), 'origin-taken')
    await remove(id)
  })

  test('works with the data of that tenant, and of no other', async () => {
    const { id, origin } = (await add(newOrigin())).json<Origin>()
    const foreign = await call('/api/orders', { token: await tokenOf('owner', 'globex'), headers: { origin } })
    expectProblem(foreign, 'origin-not-allowed')
    await remove(id)
  })
})

describe('[S32] [S76] what is no origin of a browser cannot be added', () => {
  const hostile = [
    '*',
    'null',
    'https://*.acme.example',
    'https://acme.example/',
    'https://acme.example.',
    'https://ACME.example',
    'https://acme.example:443',
    'https://user@acme.example',
    'https://acme.example https://evil.example',
    'https://аcme.example',
    'ftp://acme.example',
    'file://',
    'javascript:alert(1)',
  ]
  for (const origin of hostile) {
    test(origin, async () => {
      const answer = await add(origin)
      if (answer.status === 403) return expectProblem(answer, 'blocked')
      expectProblem(answer, 'validation-failed')
      expect(answer.json().errors).toMatchObject([{ in: 'body', pointer: '/origin' }])
    })
  }

  test('who may not manage the tenant adds none', async () => {
    const token = await tokenOf('member')
    const answer = await call('/api/tenant/origins', { method: 'POST', token, json: { origin: newOrigin() } })
    expectProblem(answer, 'insufficient-scope')
  })
})
