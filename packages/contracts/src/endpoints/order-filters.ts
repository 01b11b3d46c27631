import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { currencies, orderSorts, orderStatuses } from './orders.ts'
import { Id, Instant, idOf, strictObject, text, WrittenLine } from './schemas.ts'

/** Filters that one member can save. */
export const mostOrderFilters = 20

const Day = Type.String({
  pattern: '^[1-9]\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$',
  description: 'A calendar day in the user’s time zone',
  examples: ['2026-11-27'],
})

/** What the list of orders can be narrowed to, as its pages understand it. */
const choices = {
  status: Type.Optional(Type.Enum([...orderStatuses])),
  currency: Type.Optional(Type.Enum([...currencies])),
  firstDay: Type.Optional(Day),
  lastDay: Type.Optional(Day),
  sort: Type.Optional(Type.Enum([...orderSorts])),
}

const OrderFilter = strictObject(
  { id: Id, name: WrittenLine, choices: strictObject(choices), createdAt: Instant },
  { title: 'OrderFilter' },
)

const listFilters = declare({
  id: 'order-filters.list',
  method: 'GET',
  path: '/api/order-filters',
  summary: 'List the filters of orders that the caller has saved, by name',
  access: { scope: 'orders:read' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: { 200: strictObject({ items: Type.Array(OrderFilter, { maxItems: mostOrderFilters }) }) },
})

const createFilter = declare({
  id: 'order-filters.create',
  method: 'POST',
  path: '/api/order-filters',
  summary: 'Save filters of orders for the caller. This replaces filters of the same name.',
  access: { scope: 'orders:read' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: { none: 'it is a note of one member' },
  request: { body: strictObject({ name: text(60), choices: strictObject(choices) }) },
  responses: { 201: OrderFilter },
  problems: ['too-many-order-filters'],
})

const removeFilter = declare({
  id: 'order-filters.remove',
  method: 'DELETE',
  path: '/api/order-filters/{filterId}',
  summary: 'Delete saved filters of the caller',
  access: { scope: 'orders:read' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: { none: 'it is a note of one member' },
  request: { params: strictObject({ filterId: idOf('saved filters') }) },
  responses: { 204: null },
  problems: ['not-found'],
})

export const orderFilterEndpoints = [listFilters, createFilter, removeFilter] as const
