import { t } from '@lingui/core/macro'

/** The state of a tenant, or of a filter, in words. */
export function stateName(state: string): string {
  const names: Record<string, string> = {
    any: t`All`,
    active: t`Active`,
    suspended: t`Suspended`,
    deleting: t`Waits for its deletion`,
    erasing: t`Is being erased`,
  }
  return names[state] ?? state
}
