import { seclang } from '../seclang-syntax.ts'
import type { Fragment } from '../syntax.ts'

/** waf/main.conf: what ModSecurity reads, in order. The files of modsecurity/ are written by hand in infra/shared. */
export function renderWafMain(): Fragment {
  return seclang`
Include ../modsecurity/engine.conf
Include ../modsecurity/audit-log.conf
Include ../deployment/waf-log.conf
Include settings.conf
Include ../modsecurity/texts.conf
Include ../deployment/waf-rules.conf
Include ../modsecurity/decision.conf
Include ../modsecurity/exclusions.conf
`
}
