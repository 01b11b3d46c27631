import type { Endpoint } from '@palisade/contracts'
import { byPath, type Policy } from '../policy.ts'
import { seclang } from '../seclang-syntax.ts'
import { comment, type Fragment, sections } from '../syntax.ts'
import type { Server, WafSettings } from '../topology.ts'
import { sensitiveFields } from './sensitive-fields.ts'

/** waf/settings.conf: what the Core Rule Set has to know of this API. Ids below 100000 are free for local rules. */
export function renderWafSettings(policy: Policy, { waf, ...server }: Server): Fragment {
  // An edge answers preflights before ModSecurity. Those that only the API can answer come through an origin.
  const preflights = 'hosts' in server || !policy.cors.dynamicOrigins ? [] : ['OPTIONS']
  const methods = [...new Set([...policy.endpoints.map(endpoint => endpoint.method), ...preflights])].join(' ')
  const largestBodyBytes = Math.max(1, ...policy.endpoints.map(endpoint => endpoint.maxBodyBytes))
  return sections(
    seclang`
SecRuleEngine ${waf.mode === 'enforce' ? 'On' : 'DetectionOnly'}

# No endpoint takes more, and Nginx has refused it before.
SecRequestBodyLimit ${largestBodyBytes}
SecRequestBodyNoFilesLimit ${largestBodyBytes}
SecRequestBodyLimitAction Reject
`,
    seclang`
# Each name twice where CRS 3.3 and CRS 4 have their own; the other one is never read.
SecAction "id:10000,phase:1,pass,nolog,t:none,\
    setvar:tx.crs_setup_version=400,\
    setvar:tx.paranoia_level=${waf.paranoiaLevel},\
    setvar:tx.blocking_paranoia_level=${waf.paranoiaLevel},\
    setvar:tx.inbound_anomaly_score_threshold=${waf.anomalyThreshold},\
    setvar:'tx.allowed_methods=${methods}',\
    setvar:'tx.allowed_request_content_type=|application/json|'"
`,
    sessionEndpoints(policy, waf),
    ...[...byPath(policy)].flatMap(([path, endpoints], index) => sensitiveTargets(path, endpoints, 10_200 + index)),
  )
}

/** Passwords and stolen tokens are tried here: one warning is enough to block [S50, S71]. */
function sessionEndpoints(policy: Policy, waf: WafSettings): Fragment {
  const paths = new Set(policy.endpoints.filter(({ limit }) => limit === 'session').map(({ path }) => path))
  return seclang`
${comment('Limit class `session`: attackers try passwords and tokens here.')}
${[...paths].map(
  (path, index) => seclang`
SecRule REQUEST_FILENAME "@streq ${path}" "id:${10_100 + index},phase:1,pass,nolog,t:none,\
    setvar:tx.session_endpoint=1,\
    setvar:tx.paranoia_level=${waf.sessionParanoiaLevel},\
    setvar:tx.blocking_paranoia_level=${waf.sessionParanoiaLevel},\
    setvar:tx.inbound_anomaly_score_threshold=${waf.sessionAnomalyThreshold}"`,
)}
`
}

function sensitiveTargets(path: string, endpoints: readonly Endpoint[], id: number): Fragment[] {
  const fields = [...new Set(endpoints.flatMap(endpoint => sensitiveFields(endpoint).map(([name]) => name)))]
  if (fields.length === 0) return []
  const targets = fields.map(field => seclang`ctl:ruleRemoveTargetByTag=OWASP_CRS;ARGS:json.${field}`)
  return [
    seclang`
${comment(`${endpoints.map(endpoint => endpoint.id).join(', ')}: a good password looks like an attack, and a rule
  that matched would write the secret into the audit log.`)}
SecRule REQUEST_FILENAME "@streq ${path}" "id:${id},phase:1,pass,nolog,t:none,\
    ${joinActions(targets)}"
`,
  ]
}

function joinActions(actions: readonly Fragment[]): Fragment {
  return actions.reduce(
    (left, right) => seclang`${left},\
${right}`,
  )
}
