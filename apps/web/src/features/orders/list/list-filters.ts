import { plural, t } from '@lingui/core/macro'
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

/** The reason why the server would refuse a search; undefined if it would not. */
export function faultOfSearch(text: string): string | undefined {
  if (text.trim().length < minLength) {
    return plural(minLength, {
      one: 'Enter at least # character to search',
      other: 'Enter at least # characters to search',
    })
  }
  if (searchWordsOf(text).length > searchWordLimit) return t`Enter at most ${searchWordLimit} words`
  return [...text.trim()].length > maxLength ? t`Enter at most ${maxLength} characters` : undefined
}

const sorts = ['-createdAt', 'createdAt', '-totalMinor', 'totalMinor'] as const satisfies ListQuery['sort'][]

export type Sort = (typeof sorts)[number]

/** The filters in the address of the list. Dates are days in the user's time zone, both included. */
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

/** Reads the valid values of an address, and ignores others. */
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

export function toListQuery({ status, from, to, currency, sort }: ListFilters): ListQuery {
  return {
    ...(status && { status }),
    ...(from && { createdFrom: startOfDay(from) }),
    ...(to && { createdBefore: startOfDay(to, 1) }),
    ...(currency && { currency }),
    ...(sort && { sort }),
  }
}
