import { anyIdOf, largestBodyBytes, type Policy } from '../edge-policy.ts'
import { Fragment, nginx, pattern } from '../syntax.ts'
import type { WafSettings } from '../topology.ts'

/** Limit class session: attackers try passwords and tokens there [S50, S71]. */
function sessionEndpoints({ endpoints }: Policy): string {
  return `\\A(?:${anyIdOf(endpoints.filter(({ limit }) => limit === 'session'))})\\z`
}

/** The largest body of an inspection request: that of any endpoint, with each of its bytes encoded as three. */
const inspectionBytes = (policy: Policy) => 3 * largestBodyBytes(policy)

/** waf-body.conf: how much the processes that inspect read, all of it in memory. */
export function renderWafBody(policy: Policy): Fragment {
  return nginx`
client_max_body_size ${inspectionBytes(policy)};
client_body_buffer_size ${inspectionBytes(policy)};
`
}

/** waf-settings.conf: how strict the rules are, by endpoint. Ids below 100000 are free for local rules. */
export function renderWafSettings(policy: Policy, waf: WafSettings): Fragment {
  return nginx`
SecRuleEngine ${waf.mode === 'enforce' ? 'On' : 'DetectionOnly'}

# The largest body of any endpoint, with each of its bytes encoded as three.
SecRequestBodyLimit ${inspectionBytes(policy)}
SecRequestBodyNoFilesLimit ${inspectionBytes(policy)}

SecAction "id:10100,phase:1,pass,nolog,t:none,setvar:tx.score=0,\
    setvar:tx.paranoia_level=${waf.paranoiaLevel},setvar:tx.threshold=${waf.anomalyThreshold}"

# Limit class session: attackers try passwords and tokens there [S50, S71].
SecRule REQUEST_HEADERS:X-Edge-Endpoint "@rx ${new Fragment(sessionEndpoints(policy))}" \
    "id:10101,phase:1,pass,nolog,t:none,\
    setvar:tx.paranoia_level=${waf.sessionParanoiaLevel},setvar:tx.threshold=${waf.sessionAnomalyThreshold}"
`
}

/** plain-texts.conf: where njs/plain-text.js may decide that the WAF need not see a text. */
export function renderPlainTexts(policy: Policy, waf: WafSettings): Fragment {
  return nginx`
# No rule of paranoia level 1 matches a plain text; those of higher levels may.
map $endpoint $plain_texts_are_safe {
    default ${waf.paranoiaLevel === 1 ? 1 : 0};
    ${pattern(`~${sessionEndpoints(policy)}`)} ${waf.sessionParanoiaLevel === 1 ? 1 : 0};
}
`
}
