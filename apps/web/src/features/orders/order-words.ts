import { select, t } from '@lingui/core/macro'
import type { OrderStatus } from '@palisade/contracts'

/** The name of the step to each status. No order becomes a draft again, so that text is never shown. */
export const stepNames = (): { readonly [Status in OrderStatus]: string } => ({
  draft: t`Make it a draft`,
  placed: t`Place order`,
  paid: t`Mark as paid`,
  shipped: t`Mark as shipped`,
  delivered: t`Mark as delivered`,
  cancelled: t`Cancel order`,
})

/** The same, for many orders at once. */
export const bulkStepNames = (): { readonly [Status in OrderStatus]: string } => ({
  draft: t`Make drafts`,
  placed: t`Place`,
  paid: t`Mark as paid`,
  shipped: t`Mark as shipped`,
  delivered: t`Mark as delivered`,
  cancelled: t`Cancel orders`,
})

/** What a move of an order has led to. A whole sentence for each status: languages do not put a name into one alike. */
export function describeMoved(status: OrderStatus): string {
  return select(status, {
    placed: 'The order is now placed',
    paid: 'The order is now paid',
    shipped: 'The order is now shipped',
    delivered: 'The order is now delivered',
    cancelled: 'The order is now cancelled',
    other: 'The order is a draft',
  })
}

/** The same, of those of `all` orders that were moved. */
export function describeBulkMoved(status: OrderStatus, moved: number, all: number): string {
  return select(status, {
    placed: `${moved} of ${all} orders are now placed`,
    paid: `${moved} of ${all} orders are now paid`,
    shipped: `${moved} of ${all} orders are now shipped`,
    delivered: `${moved} of ${all} orders are now delivered`,
    cancelled: `${moved} of ${all} orders are now cancelled`,
    other: `${moved} of ${all} orders are drafts`,
  })
}
