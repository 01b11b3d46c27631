import { type Order, type OrderStatus, orderTransitions, searchResultLimit } from '@palisade/contracts'
import type { TenantReader } from '@palisade/db'
import type { FastifyReply } from 'fastify'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { once, readIdempotencyKey } from '../../http/idempotency.ts'
import { etag, readIfMatch } from '../../http/if-match.ts'
import { ProblemError } from '../../http/problem.ts'
import { limitKeyOf, type Principal } from '../../layers/40-authenticate.ts'
import { requireScope } from '../../layers/60-authorize.ts'
import { findEvents } from './order-history.ts'
import { findMatching, findPage } from './order-list.ts'
import { findOrder, insertOrder, updateDraft, updateStatus } from './order-store.ts'
import { changesNothing, describeEvent, describeOrder, summarize } from './order-view.ts'
import { createSearchGate } from './search-gate.ts'

type OrderEndpoints =
  | 'orders.create'
  | 'orders.list'
  | 'orders.search'
  | 'orders.read'
  | 'orders.change'
  | 'orders.move'
  | 'orders.history'

/** `together` is of the pool’s 20 connections. */
const atOnce = { perTenant: 1, waiting: 4, together: 10 }

export function orderHandlers(): Handlers<OrderEndpoints> {
  const gate = createSearchGate(atOnce)
  return {
    'orders.create': async (request, reply) => {
      const { body, caller } = request
      const key = readIdempotencyKey(request.headers)
      const order = await request.inTenant(async db => {
        const create = async () => describeOrder(await insertOrder(db, body, caller.userId), caller.scopes)
        if (!key) return create()
        const attempt = { principalId: limitKeyOf(caller), endpointId: 'orders.create', key, body }
        const result = await once(db, attempt, create)
        if (result.kind === 'in-flight') throw new ProblemError('idempotency-in-flight')
        if (result.kind === 'mismatch') throw new ProblemError('idempotency-mismatch')
        if (result.replayed) reply.header('idempotency-replayed', 'true')
        return result.response
      })
      reply.header('location', `/api/orders/${order.id}`)
      return withEtag(reply, order)
    },

    'orders.list': async request => {
      const { items, nextCursor } = await request.readInTenant(db => findPage(db, request.query))
      return { items: items.map(summarize), nextCursor }
    },

    'orders.search': async request => {
      const { caller, query } = request
      const search = () => request.readInTenant(db => findMatching(db, query.q, searchResultLimit))
      const found = await gate(caller.tenantId, search)
      return { items: found.map(summarize) }
    },

    'orders.read': async (request, reply) => {
      const order = await request.readInTenant(db => read(db, request.params.orderId, request.caller))
      return withEtag(reply, order)
    },

    'orders.change': async (request, reply) => {
      const { body, caller } = request
      const { orderId: id } = request.params
      const requireVersion = readIfMatch(request.headers)
      const order = await request.inTenant(async db => {
        const order = await read(db, id, caller)
        if (order.status !== 'draft') throw new ProblemError('order-not-editable')
        requireVersion(order.version)
        if (changesNothing(order, body)) return order
        const change = { id, version: order.version, actorId: caller.userId }
        if (!(await updateDraft(db, change, body))) throw changedMeanwhile()
        return read(db, id, caller)
      })
      return withEtag(reply, order)
    },

    'orders.move': async (request, reply) => {
      const { caller } = request
      const { orderId: id } = request.params
      const { to } = request.body
      const requireVersion = readIfMatch(request.headers)
      const order = await request.inTenant(async db => {
        const { status: from, version } = await read(db, id, caller)
        checkTransition(from, to, caller)
        requireVersion(version)
        if (!(await updateStatus(db, { id, version, actorId: caller.userId }, { from, to }))) throw changedMeanwhile()
        return read(db, id, caller)
      })
      return withEtag(reply, order)
    },

    'orders.history': async request => {
      const { params, query } = request
      const page = await request.readInTenant(db => findEvents(db, params.orderId, query))
      if (!page) throw new ProblemError('not-found')
      return { items: page.items.map(describeEvent), nextCursor: page.nextCursor }
    },
  }
}

/** Another tenant's order is not there: 404, and not a 403 that would tell that it exists. */
async function read(db: TenantReader, id: string, caller: Principal): Promise<Order> {
  const row = await findOrder(db, id)
  if (!row) throw new ProblemError('not-found')
  return describeOrder(row, caller.scopes)
}

function checkTransition(from: OrderStatus, to: OrderStatus, caller: Principal): void {
  const scope = orderTransitions[from][to]
  if (!scope) throw new ProblemError('invalid-transition', { detail: `An order cannot move from ${from} to ${to}.` })
  requireScope(caller, scope)
}

function changedMeanwhile(): ProblemError {
  return new ProblemError('precondition-failed')
}

function withEtag(reply: FastifyReply, order: Order): Order {
  reply.header('etag', etag(order.version))
  return order
}
