import type { Policy } from '../policy.ts'
import { type Fragment, nginx, sections, word } from '../syntax.ts'

const MINUTE_MS = 60_000

/** limits.conf: the zones, and who counts in which [S40, S45]. */
export function renderLimits(policy: Policy): Fragment {
  return sections(
    nginx`
limit_req_status 429;
limit_conn_status 429;
# The access log has them. The error log would write the query as well, which carries what people search for.
limit_req_log_level info;
limit_conn_log_level info;
`,
    nginx`
# Whose bucket it is: an IPv4 address, or the first 64 bits of an IPv6 one. A customer gets at least a /64, so that
# counting whole addresses would count nothing.
map $remote_addr $client_network {
    default $remote_addr;
    "~^(?<first_groups>(?:[0-9a-f]{1,4}:){4})" $first_groups;
    "~^(?<groups_before_zeros>[0-9a-f:]*?)::" $groups_before_zeros::;
}
`,
    nginx`
# By limit class, from contracts/limits.ts.
${Object.entries(policy.limitsPerIp).map(([name, { limit, windowMs }]) => {
  const rate = ratePerMinute(name, limit, windowMs)
  return nginx`limit_req_zone $client_network zone=${word(name)}:4m rate=${rate}r/m;`
})}
limit_conn_zone $client_network zone=connections:4m;
`,
  )
}

/** Nginx counts in whole requests a second or a minute. */
export function ratePerMinute(name: string, limit: number, windowMs: number): number {
  const rate = (limit * MINUTE_MS) / windowMs
  if (!Number.isInteger(rate) || rate < 1) throw new Error(`Limit class ${name}: ${rate} a minute is no whole number`)
  return rate
}
