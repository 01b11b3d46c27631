import { anyIdOf, type Policy } from '../policy.ts'
import { type Fragment, nginx, pattern } from '../syntax.ts'
import type { WafSettings } from '../topology.ts'

/** plain-texts.conf: where njs/plain-text.js may decide that the WAF need not see a text. */
export function renderPlainTexts({ endpoints }: Policy, waf: WafSettings): Fragment {
  const session = endpoints.filter(({ limit }) => limit === 'session')
  return nginx`
# No rule of paranoia level 1 matches a plain text; those of higher levels may.
map $endpoint $plain_texts_are_safe {
    default ${waf.paranoiaLevel === 1 ? 1 : 0};
    ${pattern(`~\\A(?:${anyIdOf(session)})\\z`)} ${waf.sessionParanoiaLevel === 1 ? 1 : 0};
}
`
}
