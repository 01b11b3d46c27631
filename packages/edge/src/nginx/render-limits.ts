import type { Limit } from '@palisade/contracts'
import type { Policy } from '../edge-policy.ts'
import { type Fragment, nginx } from '../syntax.ts'

/** limits.conf: the zones [S40, S45]. */
export function renderLimits({ limitsPerIp }: Policy): Fragment {
  return nginx`
${Object.entries(limitsPerIp).map(([name, { limit, windowMs }]) => {
  const rate = ratePerMinute(name, limit, windowMs)
  return nginx`limit_req_zone $counted_client ${`zone=${name}:4m`} rate=${rate}r/m;`
})}
limit_conn_zone $client_network zone=connections:4m;
`
}

/** limits/<name>.conf: what the locations of this limit include. On trial, the access log says what it would refuse. */
export function renderLimit(name: string, { burst, mode }: Limit): Fragment {
  return nginx`
limit_req ${`zone=${name}`} burst=${burst} nodelay;
${mode === 'shadow' ? [nginx`limit_req_dry_run on;`] : []}
`
}

const minuteMs = 60 * 1000

/** Nginx counts in whole requests a second or a minute. */
export function ratePerMinute(name: string, limit: number, windowMs: number): number {
  const rate = (limit * minuteMs) / windowMs
  if (!Number.isInteger(rate) || rate < 1) throw new Error(`Limit class ${name}: ${rate} a minute is no whole number`)
  return rate
}
