import type { OrderStatus } from '@palisade/contracts'

export const statusNames: { readonly [Status in OrderStatus]: string } = {
  draft: 'Draft',
  placed: 'Placed',
  paid: 'Paid',
  shipped: 'Shipped',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
}

/** What the step to a status is called. Nothing leads back to a draft, so that no one ever reads that one. */
export const stepNames: { readonly [Status in OrderStatus]: string } = {
  draft: 'Make it a draft',
  placed: 'Place order',
  paid: 'Mark as paid',
  shipped: 'Mark as shipped',
  delivered: 'Mark as delivered',
  cancelled: 'Cancel order',
}
