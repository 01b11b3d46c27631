import { t } from '@lingui/core/macro'
import type { usagePeriods } from '@palisade/contracts'

/** The periods of charts. */
export const periodNames = (): Readonly<Record<(typeof usagePeriods)[number], string>> => ({
  '24-hours': t`24 hours`,
  '7-days': t`7 days`,
  '30-days': t`30 days`,
  '90-days': t`90 days`,
})
