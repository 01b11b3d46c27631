import { createDashboard, graph } from './panels.ts'

/** Every node reports the same figures of the month, so that queries take their maximum. */
const monthUnits = 'max by (tenant, class) (palisade_tenant_month_units)'

/** Limits, and who uses them up [S88]. Tenants and keys have pseudonyms, as in the logs. */
export const tenants = createDashboard('tenants', {
  title: 'limits and tenants',
  description: 'Which limits refuse requests, and how much of their plans tenants and keys have used this month.',
  panels: [
    graph({
      title: 'Requests that a limit refused',
      description: 'By the policy that refused. Normal: few, and `tenant` only when a plan is used up.',
      unit: 'reqps',
      queries: { '{{policy}}': 'sum by (policy) (rate(palisade_limit_hits_total[$__rate_interval]))' },
    }),
    graph({
      title: '429 in five minutes',
      description: 'The endpoints with the most. Normal: few. One endpoint alone is often a client without a pause.',
      unit: 'short',
      queries: { '{{endpoint}}': 'topk(10, palisade:refusals:increase5m{status="429"})' },
      alerts: ['LimitedSpike'],
    }),
    graph({
      title: 'Tenants nearest to their quota',
      description: 'The used share of the month’s plan. Normal: below 90 % at the end of the month.',
      unit: 'percentunit',
      queries: {
        '{{tenant}}': `topk(10, sum by (tenant) (${monthUnits}) / max by (tenant) (palisade_tenant_month_quota))`,
      },
      alerts: ['TenantNearQuota'],
    }),
    graph({
      title: 'Units of the month by class of limits',
      description:
        'All tenants together. Normal: reads at the top; searches and reports cost more units for each request.',
      unit: 'short',
      queries: { '{{class}}': `sum by (class) (${monthUnits})` },
    }),
    graph({
      title: 'Busiest keys of the month',
      description: 'Units by API key. Normal: the same keys each month.',
      unit: 'short',
      queries: {
        '{{tenant}} {{key}}': 'topk(10, sum by (tenant, key) (max by (tenant, key, class) (palisade_key_month_units)))',
      },
    }),
    graph({
      title: 'Tenants that limits refuse most',
      description: 'Refused requests of the month. Normal: no tenant far above the others.',
      unit: 'short',
      queries: {
        '{{tenant}}': 'topk(10, sum by (tenant) (max by (tenant, class) (palisade_tenant_month_limited)))',
      },
    }),
  ],
})
