import {
  currencies,
  endpoints,
  type OrderStatus,
  orderStatuses,
  type RequestOf,
  searchWordLimit,
  searchWordsOf,
  sortsByTotal,
} from '@palisade/contracts'
import { isDay, startOfDay } from '../../../lib/dates.ts'
import type { Currency } from '../../../lib/money.ts'

type ListQuery = NonNullable<RequestOf<'orders.list'>['query']>

const { q: words } = endpoints['orders.search'].request.query.properties

/** Of all words of a search together, in characters. */
const { minLength = 1, maxLength = 100 } = words as { minLength?: number; maxLength?: number }

/** Why the server would refuse a search, if it would. */
export function faultOfSearch(text: string): string | undefined {
  const characters = minLength === 1 ? 'character' : 'characters'
  if (text.trim().length < minLength) return `Enter at least ${minLength} ${characters} to search`
  if (searchWordsOf(text).length > searchWordLimit) return `Enter at most ${searchWordLimit} words`
  return [...text.trim()].length > maxLength ? `Enter at most ${maxLength} characters` : undefined
}

const sorts = ['-createdAt', 'createdAt', '-totalMinor', 'totalMinor'] as const satisfies ListQuery['sort'][]

export type Sort = (typeof sorts)[number]

/** What the address of the list says. Dates are days where the reader is, both included. */
export type ListFilters = {
  q?: string
  status?: OrderStatus
  from?: string
  to?: string
  currency?: Currency
  sort?: Sort
}

/** The address of the list: the filters, and how many pages of it are shown. */
export type ListSearch = ListFilters & { pages?: number }

/** The most pages that an address restores: each page is a request. */
const mostPages = 10

/** Takes from an address what fits, and leaves the rest. */
export function readListSearch(search: Record<string, unknown>): ListSearch {
  const q = searchWordsOf(String(search['q'] ?? '').slice(0, maxLength))
    .slice(0, searchWordLimit)
    .join(' ')
  const pages = Math.min(Number(search['pages']), mostPages)
  const status = orderStatuses.find(one => one === search['status'])
  const currency = currencies.find(one => one === search['currency'])
  const sort = sorts.find(one => one === search['sort'])
  return {
    ...(q.length >= minLength && { q }),
    ...(status && { status }),
    ...(isDay(search['from']) && { from: search['from'] }),
    ...(isDay(search['to']) && { to: search['to'] }),
    ...(currency && { currency }),
    ...(sort && (currency || !sortsByTotal(sort)) && { sort }),
    ...(Number.isInteger(pages) && pages > 1 && { pages }),
  }
}

/** Whether the last day comes before the first one. Days in this form compare as text. */
export function endsBeforeItBegins({ from, to }: ListFilters): boolean {
  return from !== undefined && to !== undefined && to < from
}

export function toListQuery({ status, from, to, currency, sort }: ListFilters): ListQuery {
  return {
    ...(status && { status }),
    ...(from && { createdFrom: startOfDay(from) }),
    ...(to && { createdBefore: startOfDay(to, 1) }),
    ...(currency && { currency }),
    ...(sort && { sort }),
  }
}
