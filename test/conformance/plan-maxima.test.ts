import { type CountedByPlan, countedByPlan, type ProblemCode, type ResponseOf, tenantMaxima } from '@palisade/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { type Answer, call } from '../support/http.ts'
import { readMail, tokenOf as tokenIn } from '../support/mail.ts'
import { createOperator, withoutOperators } from '../support/operators.ts'
import { accept, createTeam, invitationSubject, invite, type Owner, someone } from '../support/teams.ts'

type Tenant = ResponseOf<'tenant.read'>
type Use = Tenant['maxima'][number]

type Kind = {
  path: string
  body: () => object
  refusal: ProblemCode
}

const program = { scopes: ['orders:read'] }

/** How one more of each kind is added. */
const kinds: Record<CountedByPlan, Kind> = {
  members: {
    path: '/api/invitations',
    body: () => ({ email: someone(), role: 'member' }),
    refusal: 'too-many-members',
  },
  'service-accounts': {
    path: '/api/service-accounts',
    body: () => ({ name: 'Program', ...program }),
    refusal: 'too-many-service-accounts',
  },
  'api-keys': {
    path: '/api/api-keys',
    body: () => ({ name: 'Key', expiresInDays: 1, ...program }),
    refusal: 'too-many-api-keys',
  },
  origins: {
    path: '/api/tenant/origins',
    body: () => ({ origin: `https://shop-${crypto.randomUUID()}.example` }),
    refusal: 'too-many-origins',
  },
}

describe.skipIf(withoutOperators)(`[S77] what a plan limits by number${withoutOperators}`, () => {
  let owner: Owner
  let operator: string
  let open: string
  let key: string
  const added = new Map<CountedByPlan, string[]>()

  const add = (what: CountedByPlan): Promise<Answer> =>
    call(kinds[what].path, { method: 'POST', token: owner.token, json: kinds[what].body() })

  const useOf = async (what: CountedByPlan): Promise<Use> => {
    const { maxima } = (await call('/api/tenant', { token: owner.token })).json<Tenant>()
    return maxima.find(found => found.what === what) as Use
  }

  const idsOf = async (what: CountedByPlan) => {
    // The other lists are as long as the plan allows, and have one page.
    const query = what === 'members' ? '?limit=100' : ''
    const listed = await call(kinds[what].path + query, { token: owner.token })
    return listed.json<{ items: { id: string }[] }>().items.map(({ id }) => id)
  }

  const remove = (what: CountedByPlan, id: string | undefined) =>
    call(`${kinds[what].path}/${id}`, { method: 'DELETE', token: owner.token })

  const setPlan = async (tier: Tenant['tier']) => {
    const path = `/api/operator/tenants/${owner.session.user.tenant.id}`
    const json = { tier, reason: 'Ticket 4710' }
    const answer = await call(path, { method: 'PATCH', token: operator, json })
    expect(answer.status, answer.text).toBe(200)
  }

  beforeAll(async () => {
    owner = await createTeam()
    operator = (await createOperator()).token
    open = someone()
    expect((await invite(owner.token, open)).status).toBe(201)
    const created = await add('api-keys')
    key = created.json<ResponseOf<'api-keys.create'>>().key
  })

  test.each(countedByPlan)(
    '%s: the last one is added, and one more is refused with a problem that names it, and changes nothing',
    async what => {
      for (let { used, most } = await useOf(what); used < most; used++) expect((await add(what)).status).toBe(201)
      const most = tenantMaxima.free[what]
      expect(await useOf(what)).toEqual({ what, most, used: most })
      const before = await idsOf(what)
      const refused = await add(what)
      expect(refused.status).toBe(409)
      expectProblem(refused, kinds[what].refusal)
      expect(await idsOf(what)).toEqual(before)
      expect(await useOf(what)).toEqual({ what, most, used: most })
    },
  )

  test('a larger plan has room at once', async () => {
    await setPlan('pro')
    for (const what of countedByPlan) {
      expect((await add(what)).status, what).toBe(201)
      added.set(what, await idsOf(what))
    }
  })

  test('a smaller plan takes nothing away: all of them stay and work, the use says so, and no new one is added', async () => {
    await setPlan('free')
    for (const what of countedByPlan) {
      const most = tenantMaxima.free[what]
      expect(await useOf(what)).toEqual({ what, most, used: most + 1 })
      expectProblem(await add(what), kinds[what].refusal)
      expect(await idsOf(what)).toEqual(added.get(what))
    }
    expect((await call('/api/orders', { token: key })).status).toBe(200)
    // An invitation was counted when it was made.
    const joined = await accept(tokenIn(await readMail(open, invitationSubject)))
    expect(joined.status, joined.text).toBe(200)
    expect((await useOf('members')).used).toBe(tenantMaxima.free.members + 1)
  })

  test('room is what is removed down to the plan, and of several that are added at once only as many as fit', async () => {
    const what = 'origins'
    const [first, second] = await idsOf(what)
    expect((await remove(what, first)).status).toBe(204)
    expectProblem(await add(what), kinds[what].refusal)
    expect((await remove(what, second)).status).toBe(204)
    const answers = await Promise.all([add(what), add(what), add(what), add(what)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    for (const answer of answers) if (answer.status === 409) expectProblem(answer, kinds[what].refusal)
    const { most } = await useOf(what)
    expect(await useOf(what)).toEqual({ what, most, used: most })
  })
})
