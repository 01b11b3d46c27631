import { seclang } from '../seclang-syntax.ts'
import type { Fragment } from '../syntax.ts'

/** waf/main.conf: what ModSecurity reads, in order. The files of modsecurity/ are written by hand in infra/modsecurity. */
export function renderWafMain(): Fragment {
  return seclang`
Include ../modsecurity/engine.conf
Include ../modsecurity/audit-log.conf
Include ../deployment/waf-places.conf

# Before the Core Rule Set: what its rules are to look at.
Include settings.conf
Include ../modsecurity/session-endpoints.conf
Include ../modsecurity/free-text.conf
Include secrets.conf

Include ../deployment/waf-rules.conf
Include fields.conf

# After it: which of its rules are dropped.
Include ../modsecurity/software-not-here.conf
Include ../modsecurity/prose.conf
Include ../modsecurity/deeper.conf
Include ../modsecurity/subject.conf
`
}
