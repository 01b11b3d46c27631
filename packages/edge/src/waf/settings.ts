import type { Endpoint } from '@palisade/contracts'
import { anyIdOf, type Policy } from '../policy.ts'
import { operand, seclang } from '../seclang-syntax.ts'
import { type Fragment, sections } from '../syntax.ts'
import type { WafSettings } from '../topology.ts'

/** waf/settings.conf: how strict the rules are, by endpoint. Ids below 100000 are free for local rules. */
export function renderWafSettings({ endpoints }: Policy, waf: WafSettings): Fragment {
  const session = endpoints.filter(({ limit }) => limit === 'session')
  return sections(
    seclang`SecRuleEngine ${waf.mode === 'enforce' ? 'On' : 'DetectionOnly'}`,
    seclang`
SecAction "id:10100,phase:1,pass,nolog,t:none,setvar:tx.score=0,\
    setvar:tx.paranoia_level=${waf.paranoiaLevel},setvar:tx.threshold=${waf.anomalyThreshold}"
`,
    seclang`
# Limit class session: attackers try passwords and tokens there [S50, S71].
SecRule REQUEST_HEADERS:X-Edge-Endpoint "@rx ${idPattern(session)}" \
    "id:10101,phase:1,pass,nolog,t:none,\
    setvar:tx.paranoia_level=${waf.sessionParanoiaLevel},setvar:tx.threshold=${waf.sessionAnomalyThreshold}"
`,
  )
}

function idPattern(endpoints: readonly Endpoint[]): Fragment {
  return operand(`\\A(?:${anyIdOf(endpoints)})\\z`)
}
