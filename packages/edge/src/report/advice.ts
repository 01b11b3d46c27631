import type { Finding } from './gather.ts'

export type Advice = { readonly exclusion: string } | { readonly none: string }

/** Rules below are those of infra/shared/modsecurity: they are changed where they stand. */
const FIRST_RULE_OF_CRS = 900_000

/** The exclusion for infra/shared/modsecurity/exclusions.conf that ends a finding, or why none is written. */
export function advise({ ruleId, target, requests, blocked, attacks }: Finding): Advice {
  if (attacks * 2 >= requests) return { none: 'no exclusion: looks like an attack' }
  if (blocked === 0) return { none: 'no exclusion needed: no score reached the threshold' }
  if (ruleId < FIRST_RULE_OF_CRS) return { none: 'no exclusion: the rule is this repository’s own' }
  if (target === undefined) return { none: 'no exclusion: nothing of an inspection request' }
  return { exclusion: `SecRuleUpdateTargetById ${ruleId} "!${target}"` }
}
