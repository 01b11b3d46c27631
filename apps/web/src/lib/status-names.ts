import { t } from '@lingui/core/macro'
import type { OrderStatus } from '@palisade/contracts'

export const statusNames = (): { readonly [Status in OrderStatus]: string } => ({
  draft: t`Draft`,
  placed: t`Placed`,
  paid: t`Paid`,
  shipped: t`Shipped`,
  delivered: t`Delivered`,
  cancelled: t`Cancelled`,
})
