import { seclang } from '../seclang-syntax.ts'
import type { Fragment } from '../syntax.ts'
import { END_OF_RULES } from './bodies.ts'

/** waf/main.conf: what ModSecurity reads, in order. The files of modsecurity/ are written by hand in infra/modsecurity. */
export function renderWafMain(): Fragment {
  return seclang`
Include ../modsecurity/engine.conf
Include ../modsecurity/audit-log.conf
Include ../deployment/waf-places.conf

# Before the Core Rule Set: what its rules are to look at.
Include settings.conf
Include ../modsecurity/session-endpoints.conf
Include bodies.conf

Include ../deployment/waf-rules.conf
SecMarker ${END_OF_RULES}
Include fields.conf

# After it: which of its rules are dropped.
Include ../modsecurity/software-not-here.conf
Include ../modsecurity/prose.conf
Include ../modsecurity/subject.conf
Include ../modsecurity/deeper.conf
`
}
