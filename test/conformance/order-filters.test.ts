import { mostOrderFilters, type ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { addMember, createTeam } from '../support/teams.ts'

type Filters = ResponseOf<'order-filters.list'>['items']

const save = (token: string, name: string, choices: object = {}) =>
  call('/api/order-filters', { method: 'POST', token, json: { name, choices } })

const list = async (token: string) => (await call('/api/order-filters', { token })).json<{ items: Filters }>().items

describe('[P12] saved filters of orders', () => {
  test('[S94] belong to one member, and are invisible to others of the tenant', async () => {
    const { token: owner } = await createTeam()
    const member = await addMember(owner)
    const choices = {
      status: 'paid',
      currency: 'EUR',
      firstDay: '2026-01-01',
      lastDay: '2026-01-31',
      sort: '-totalMinor',
    }
    const answer = await save(owner, 'Zoë’s January', choices)
    expect(answer.status).toBe(201)
    const saved = answer.json<ResponseOf<'order-filters.create'>>()
    expect(saved).toMatchObject({ name: 'Zoë’s January', choices })
    expect(await list(owner)).toEqual([saved])
    expect(await list(member.accessToken)).toEqual([])
    const path = `/api/order-filters/${saved.id}`
    expectProblem(await call(path, { method: 'DELETE', token: member.accessToken }), 'not-found')
    expect((await call(path, { method: 'DELETE', token: owner })).status).toBe(204)
    expect(await list(owner)).toEqual([])
  })

  test('are replaced by filters of the same name, and limited in number', async () => {
    const { token } = await createTeam()
    await save(token, 'Mine', { status: 'draft' })
    expect((await save(token, 'Mine', { status: 'paid' })).status).toBe(201)
    expect((await list(token)).map(({ name, choices }) => [name, choices])).toEqual([['Mine', { status: 'paid' }]])
    for (let index = 1; index < mostOrderFilters; index++)
      expect((await save(token, `Filter ${index}`)).status).toBe(201)
    expectProblem(await save(token, 'One more'), 'too-many-order-filters')
    expect((await save(token, 'Mine')).status).toBe(201)
    expect(await list(token)).toHaveLength(mostOrderFilters)
  })

  test('[S98] are refused when they are no filters of the list', async () => {
    const { token } = await createTeam()
    for (const choices of [{ status: 'lost' }, { firstDay: '2026-13-01' }, { unknown: 1 }]) {
      expectProblem(await save(token, 'Wrong', choices), 'validation-failed')
    }
  })
})
