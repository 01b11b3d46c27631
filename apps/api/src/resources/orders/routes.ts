import { type Order, type OrderStatus, orderTransitions, searchResultLimit } from '@palisade/contracts'
import type { TenantReader } from '@palisade/db'
import type { Principal } from '../../access/principal.ts'
import { requireScope } from '../../http/access-problems.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { requireVersion } from '../../http/if-match.ts'
import { hasMuchText } from '../../http/much-text.ts'
import { ProblemError } from '../../http/problem.ts'
import { createTenantGate } from '../../http/tenant-gate.ts'
import { createOrderExport } from './export-orders.ts'
import { countByDay } from './order-figures.ts'
import { findEvents } from './order-history.ts'
import { findMatching, listOrders, readSearchWords } from './order-list.ts'
import { findOrder, insertOrder, updateDraft, updateStatus } from './order-store.ts'
import { changesNothing, describeEvent, describeOrder, summarize } from './order-view.ts'

/** Most searches take a few milliseconds, and then twenty wait for a second. One that takes long ends after a second. */
const searchesAtOnce = {
  policy: 'searches-at-once',
  perTenant: { running: 1, waiting: 20 },
  together: { running: 2, waiting: 8 },
  pauseMs: 50,
  patienceMs: 5_000,
}

export function orderHandlers(): Handlers<EndpointsOf<'orders'>> {
  const searchInTurn = createTenantGate(searchesAtOnce)
  return {
    'orders.create': async request => {
      const { body, caller } = request
      const created = await request.inTenant(db => insertOrder(db, body, caller.memberId))
      return describeOrder(created, caller.scopes)
    },

    'orders.list': async request => {
      const { items, nextCursor } = await request.readInTenant(db => listOrders(db, request.query))
      return { items: items.map(summarize), nextCursor }
    },

    'orders.search': async request => {
      const { caller, query } = request
      const words = readSearchWords(query.q)
      const search = () => request.readInTenant(db => findMatching(db, words, searchResultLimit))
      const found = await searchInTurn(caller.tenantId, search)
      return { items: found.map(summarize) }
    },

    'orders.by-day': async request => {
      const { period = '30-days' } = request.query
      // In one line with searches: both sum or compare all of the tenant's orders.
      return searchInTurn(request.caller.tenantId, () => request.readInTenant(db => countByDay(db, period)))
    },

    'orders.export': createOrderExport(),

    'orders.read': request => request.readInTenant(db => read(db, request.params.orderId, request.caller)),

    'orders.change': async request => {
      const { body, caller } = request
      const { orderId: id } = request.params
      // A change of one letter writes the index of the whole order.
      const current = await request.readInTenant(db => read(db, id, caller))
      const isCostly = hasMuchText({ ...current, ...body })
      return request.inTenant(
        async db => {
          const order = await read(db, id, caller)
          if (order.status !== 'draft') throw new ProblemError('order-not-editable')
          requireVersion(request, order.version)
          if (changesNothing(order, body)) return order
          const change = { id, version: order.version, actorId: caller.memberId }
          if (!(await updateDraft(db, change, body))) throw new ProblemError('precondition-failed')
          return read(db, id, caller)
        },
        { isCostly },
      )
    },

    'orders.move': request => {
      const { body, caller } = request
      const { orderId: id } = request.params
      return request.inTenant(async db => {
        const { status: from, version } = await read(db, id, caller)
        requireTransition(from, body.to, caller)
        requireVersion(request, version)
        const change = { id, version, actorId: caller.memberId }
        if (!(await updateStatus(db, change, { from, to: body.to }))) throw new ProblemError('precondition-failed')
        return read(db, id, caller)
      })
    },

    'orders.history': async request => {
      const { params, query } = request
      const page = await request.readInTenant(db => findEvents(db, params.orderId, query))
      if (!page) throw new ProblemError('not-found')
      return { items: page.items.map(describeEvent), nextCursor: page.nextCursor }
    },
  }
}

/** Another tenant's order gets 404: a 403 would say that it exists. */
async function read(db: TenantReader, id: string, caller: Principal): Promise<Order> {
  const row = await findOrder(db, id)
  if (!row) throw new ProblemError('not-found')
  return describeOrder(row, caller.scopes)
}

function requireTransition(from: OrderStatus, to: OrderStatus, caller: Principal): void {
  const scope = orderTransitions[from][to]
  if (!scope) throw new ProblemError('invalid-transition', { detail: `An order cannot move from ${from} to ${to}.` })
  requireScope(caller, scope)
}
