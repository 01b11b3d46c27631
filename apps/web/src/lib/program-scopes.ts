import { t } from '@lingui/core/macro'
import { apiKeyScopes, scopes } from '@palisade/contracts'
import { translate } from './contract-texts.ts'
import { useSignedInUser } from './signed-in-user.ts'

export type ProgramScope = (typeof apiKeyScopes)[number]

/** What the user may give to a program: of the scopes that programs can have, those that the user has. */
export function useProgramScopes() {
  const allowed = useSignedInUser().scopes
  return apiKeyScopes
    .filter(scope => allowed.includes(scope))
    .map(scope => ({ value: scope, label: `${translate(scopes[scope])} (${scope})` }))
}

/** How long a key can live, in days. */
export const keyLifetimes = { '7 days': 7, '30 days': 30, '90 days': 90, '1 year': 365 } as const

export type KeyLifetime = keyof typeof keyLifetimes

export const lifetimeNames = (): Readonly<Record<KeyLifetime, string>> => ({
  '7 days': t`7 days`,
  '30 days': t`30 days`,
  '90 days': t`90 days`,
  '1 year': t`1 year`,
})
