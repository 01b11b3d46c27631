import type { ResponseOf } from '@palisade/contracts'
import { requireGrantable } from '../../http/access-problems.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { requireRoom } from '../../http/plan-maxima.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'
import {
  changeServiceAccount,
  findServiceAccount,
  insertServiceAccount,
  listServiceAccounts,
  removeServiceAccount,
  type ServiceAccountRow,
} from './service-account-store.ts'

export function serviceAccountHandlers(): Handlers<EndpointsOf<'service-accounts'>> {
  return {
    'service-accounts.create': async request => {
      const { body, caller } = request
      requireGrantable(caller, body.scopes)
      const account = await request.inTenant(async tx => {
        await tx.lockCount('serviceAccount')
        await requireRoom(tx, 'service-accounts')
        const created = await insertServiceAccount(tx, { ...body, createdBy: caller.memberId })
        audit(request, tx, 'service-account.created', { object: created.id, scopes: body.scopes })
        return created
      })
      return describe(account)
    },

    'service-accounts.list': async request => {
      const accounts = await request.readInTenant(listServiceAccounts)
      return { items: accounts.map(describe) }
    },

    'service-accounts.change': async request => {
      const { body, caller, params } = request
      if (body.scopes) requireGrantable(caller, body.scopes)
      const changed = await request.inTenant(async tx => {
        const before = await findServiceAccount(tx, params.accountId)
        if (!before) throw new ProblemError('not-found')
        const after = await changeServiceAccount(tx, params.accountId, body)
        const scopes = { from: scopesOf(before), to: scopesOf(after) }
        const states = { fromState: stateOf(before), toState: stateOf(after) }
        audit(request, tx, 'service-account.changed', { object: after.id, ...scopes, ...states })
        return after
      })
      return describe(changed)
    },

    'service-accounts.remove': async request => {
      const { accountId } = request.params
      await request.inTenant(async tx => {
        if (!(await findServiceAccount(tx, accountId))) throw new ProblemError('not-found')
        audit(request, tx, 'service-account.removed', { object: accountId })
        const ended = await removeServiceAccount(tx, accountId)
        const reason = 'service-account-removed'
        for (const object of ended.apiKeys) audit(request, tx, 'api-key.revoked', { object, reason })
        for (const object of ended.clientKeys) audit(request, tx, 'client-key.revoked', { object, reason })
      })
    },
  }
}

type ServiceAccount = ResponseOf<'service-accounts.create'>

function describe({ id, name, scopes, membership, createdBy, createdAt }: ServiceAccountRow): ServiceAccount {
  return {
    id,
    name,
    scopes: scopes as ServiceAccount['scopes'],
    disabled: membership.disabledAt !== null,
    createdBy,
    createdAt: createdAt.toISOString(),
  }
}

function scopesOf({ scopes }: ServiceAccountRow) {
  return scopes as ServiceAccount['scopes']
}

function stateOf({ membership }: ServiceAccountRow): 'disabled' | 'enabled' {
  return membership.disabledAt ? 'disabled' : 'enabled'
}
