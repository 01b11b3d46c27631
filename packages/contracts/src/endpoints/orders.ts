import { type Static, Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { orderFileFormats, orderFileTypes } from '../order-file.ts'
import type { Scope } from '../scopes.ts'
import {
  Email,
  fileOf,
  Id,
  Instant,
  idOf,
  longText,
  optional,
  pageOf,
  pageQuery,
  strictObject,
  text,
  WrittenLine,
  WrittenText,
} from './schemas.ts'

export const currencies = ['CHF', 'EUR', 'GBP', 'USD'] as const

export const orderStatuses = ['draft', 'placed', 'paid', 'shipped', 'delivered', 'cancelled'] as const

export type OrderStatus = (typeof orderStatuses)[number]

/** How many days the figures of orders reach back, today included. */
export const figurePeriods = ['7-days', '30-days', '90-days'] as const

/** The state machine of an order: from each status, where it can go and the scope that the step needs. */
export const orderTransitions: { readonly [From in OrderStatus]: { readonly [To in OrderStatus]?: Scope } } = {
  draft: { placed: 'orders:write', cancelled: 'orders:write' },
  placed: { paid: 'orders:fulfil', cancelled: 'orders:write' },
  paid: { shipped: 'orders:fulfil', cancelled: 'orders:fulfil' },
  shipped: { delivered: 'orders:fulfil' },
  delivered: {},
  cancelled: {},
}

/** How the list of orders can be sorted: `-` stands for descending. */
export const orderSorts = ['createdAt', '-createdAt', 'totalMinor', '-totalMinor'] as const

/** Whether orders are sorted by their totals. Totals compare only within one currency, so the list has to name one. */
export function sortsByTotal(sort: string): boolean {
  return sort.endsWith('totalMinor')
}

/** A search answers the newest matches, this many at most. */
export const searchResultLimit = 20

/** Each word of a search costs a comparison with the text of each order that is read. */
export const searchWordLimit = 8

/** The words of a search: what stands between spaces, of whatever kind. */
export function searchWordsOf(text: string): string[] {
  return text.split(/\s+/u).filter(word => word !== '')
}

const mostLines = 100

const Status = Type.Enum([...orderStatuses])
const OrderParams = strictObject({ orderId: idOf('order') })

/** Amounts are integers in the currency's minor unit. 100 lines of 10,000 pieces stay below 2^53. */
const UnitPrice = Type.Integer({ minimum: 0, maximum: 1_000_000_000, examples: [129_00] })

const NewLine = strictObject(
  {
    sku: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._\\-]{0,39}$', examples: ['CHAIR-7'] }),
    description: text(200),
    quantity: Type.Integer({ minimum: 1, maximum: 10_000 }),
    unitPriceMinor: UnitPrice,
  },
  { title: 'NewOrderLine' },
)

const OrderDraftSchema = strictObject(
  {
    customerName: text(200),
    customerEmail: Email,
    currency: Type.Enum([...currencies]),
    note: Type.Optional(longText(2_000)),
    lines: Type.Array(NewLine, { minItems: 1, maxItems: mostLines }),
  },
  { title: 'OrderDraft' },
)

const OrderPatch = strictObject(optional(OrderDraftSchema.properties), { title: 'OrderPatch', minProperties: 1 })

const OrderSummary = {
  id: Id,
  reference: Type.String({ description: 'What people call the order, unique in the tenant', examples: ['ORD-000042'] }),
  status: Status,
  customerName: WrittenLine,
  customerEmail: Type.String(),
  currency: Type.Enum([...currencies]),
  totalMinor: Type.Integer({ description: 'In the minor unit of the currency', examples: [129_00] }),
  version: Type.Integer({ description: 'Grows with each change; the `ETag` of the order', examples: [3] }),
  createdAt: Instant,
  updatedAt: Instant,
}

const OrderSummarySchema = strictObject(OrderSummary, { title: 'OrderSummary' })

const OrderSchema = strictObject(
  {
    ...OrderSummary,
    note: WrittenText,
    lines: Type.Array(
      strictObject({ ...NewLine.properties, totalMinor: Type.Integer({ examples: [129_00] }) }, { title: 'OrderLine' }),
      { maxItems: mostLines },
    ),
    allowedTransitions: Type.Array(Status, {
      maxItems: orderStatuses.length,
      description: 'The statuses to which the caller may move the order',
    }),
  },
  { title: 'Order' },
)

const OrderEvent = strictObject(
  {
    id: Id,
    at: Instant,
    actor: strictObject({ id: Id, name: WrittenLine }),
    operatorId: Type.Union([Id, Type.Null()], {
      description: 'The operator of the platform who acted for the actor by support access; otherwise null',
    }),
    action: Type.Enum(['created', 'changed', 'moved']),
    from: Type.Union([Status, Type.Null()]),
    to: Status,
  },
  { title: 'OrderEvent' },
)

export type OrderDraft = Static<typeof OrderDraftSchema>
export type Order = Static<typeof OrderSchema>

const orderFilters = {
  status: Type.Optional(Status),
  currency: Type.Optional(Type.Enum([...currencies])),
  createdFrom: Type.Optional(Instant),
  createdBefore: Type.Optional(Instant),
}

/** Why changes of orders are not in the audit trail. */
export const inOrderHistory = { none: 'each order has a history of its own' } as const

const createOrder = declare({
  id: 'orders.create',
  method: 'POST',
  path: '/api/orders',
  summary: 'Create a draft. The server computes the totals.',
  access: { scope: 'orders:write' },
  limit: 'write',
  maxBodyBytes: 64 * 1024,
  crossOrigin: true,
  idempotent: true,
  etag: true,
  location: true,
  audit: inOrderHistory,
  request: { body: OrderDraftSchema },
  responses: { 201: OrderSchema },
})

const listOrders = declare({
  id: 'orders.list',
  method: 'GET',
  path: '/api/orders',
  summary: 'List the orders of the tenant, page by page',
  access: { scope: 'orders:read' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {
    query: strictObject({
      ...orderFilters,
      currency: Type.Optional(Type.Enum([...currencies], { description: 'Required to sort by `totalMinor`' })),
      sort: Type.Optional(
        Type.Enum([...orderSorts], {
          description: 'Totals are comparable only within one currency: `totalMinor` requires `currency`',
        }),
      ),
      ...pageQuery,
    }),
  },
  responses: { 200: pageOf(OrderSummarySchema, 'OrderPage') },
})

const aboutSearchWords =
  `At most ${searchWordLimit} words with spaces between them. Each has to occur, in any order, as a word or as a part of one. ` +
  'Letter case makes no difference.'

const searchOrders = declare({
  id: 'orders.search',
  method: 'GET',
  path: '/api/orders/search',
  summary: 'Find the newest orders whose reference, customer, note and lines contain every word',
  access: { scope: 'orders:read' },
  limit: 'search',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { query: strictObject({ q: { ...text(100), description: aboutSearchWords, examples: ['oak chair'] } }) },
  responses: { 200: strictObject({ items: Type.Array(OrderSummarySchema, { maxItems: searchResultLimit }) }) },
})

const exportOrders = declare({
  id: 'orders.export',
  method: 'GET',
  path: '/api/orders/export',
  summary: 'Export the orders of the tenant with their lines as a file, oldest first. The file can be imported again.',
  access: { scope: 'orders:read' },
  limit: 'report',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {
    query: strictObject({
      ...orderFilters,
      format: Type.Optional(Type.Enum(orderFileFormats, { description: '`csv` where it is left out' })),
    }),
  },
  responses: {
    200: fileOf('One row for each line of an order, or one JSON object for each order', Object.values(orderFileTypes)),
  },
})

const OrdersOfDay = strictObject(
  {
    day: Type.String({
      format: 'date',
      pattern: '^\\d{4}-\\d\\d-\\d\\d$',
      description: 'A day of UTC',
      examples: ['2026-11-27'],
    }),
    status: Status,
    currency: Type.Enum([...currencies]),
    orders: Type.Integer(),
    totalMinor: Type.String({
      pattern: '^\\d+$',
      description: 'As digits, because the sum can be too large for an exact JSON number',
      examples: ['12900'],
    }),
  },
  { title: 'OrdersOfDay' },
)

const countOrdersByDay = declare({
  id: 'orders.by-day',
  method: 'GET',
  path: '/api/orders/by-day',
  summary: 'Count the orders that were created on each day of a period, by current status and currency',
  access: { scope: 'orders:read' },
  limit: 'search',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {
    query: strictObject({
      period: Type.Optional(Type.Enum([...figurePeriods], { description: '`30-days` where it is left out' })),
    }),
  },
  responses: {
    200: strictObject(
      {
        from: Instant,
        before: Instant,
        items: Type.Array(OrdersOfDay, { maxItems: 90 * orderStatuses.length * currencies.length }),
      },
      { title: 'OrdersByDay' },
    ),
  },
})

const readOrder = declare({
  id: 'orders.read',
  method: 'GET',
  path: '/api/orders/{orderId}',
  summary: 'Read one order with its lines. The ETag is its version.',
  access: { scope: 'orders:read' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  etag: true,
  request: { params: OrderParams },
  responses: { 200: OrderSchema },
  problems: ['not-found'],
})

const changeOrder = declare({
  id: 'orders.change',
  method: 'PATCH',
  path: '/api/orders/{orderId}',
  summary: 'Change a draft. Fields that the body does not contain stay unchanged.',
  access: { scope: 'orders:write' },
  limit: 'write',
  maxBodyBytes: 64 * 1024,
  crossOrigin: true,
  ifMatch: true,
  etag: true,
  audit: inOrderHistory,
  request: { params: OrderParams, body: OrderPatch },
  responses: { 200: OrderSchema },
  problems: ['not-found', 'order-not-editable'],
})

const moveOrder = declare({
  id: 'orders.move',
  method: 'POST',
  path: '/api/orders/{orderId}/transitions',
  summary: 'Move the order to another status',
  access: { scope: 'orders:write' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  ifMatch: true,
  etag: true,
  audit: inOrderHistory,
  request: { params: OrderParams, body: strictObject({ to: Status }) },
  responses: { 200: OrderSchema },
  problems: ['not-found', 'invalid-transition'],
})

const readOrderHistory = declare({
  id: 'orders.history',
  method: 'GET',
  path: '/api/orders/{orderId}/history',
  summary: 'List the history of the order, page by page, newest first',
  access: { scope: 'orders:read' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { params: OrderParams, query: strictObject(pageQuery) },
  responses: { 200: pageOf(OrderEvent, 'OrderEventPage') },
  problems: ['not-found'],
})

export const orderEndpoints = [
  createOrder,
  listOrders,
  searchOrders,
  exportOrders,
  countOrdersByDay,
  readOrder,
  changeOrder,
  moveOrder,
  readOrderHistory,
] as const
