import { createDashboard, figure, graph } from './panels.ts'

/** What the WAF and Nginx stop before the API. */
export const waf = createDashboard('waf', {
  title: 'WAF and edge',
  description: 'What the edge passes on, inspects, blocks and refuses.',
  panels: [
    figure({
      title: 'Requests that need no inspection',
      description:
        'The share that a strict schema proves harmless. Normal: steady; it changes with the endpoints in use.',
      unit: 'percentunit',
      queries: {
        unneeded:
          'sum(rate(palisade_edge_inspections_total{outcome="unneeded"}[$__range])) / sum(rate(palisade_edge_inspections_total[$__range]))',
      },
    }),
    figure({
      title: 'Blocked share of inspected requests',
      description: 'Normal: below 1 %. A rise after a deployment without a rise of requests is a false positive.',
      unit: 'percentunit',
      queries: {
        blocked:
          'sum(rate(palisade_edge_inspections_total{outcome="blocked"}[$__range])) / sum(rate(palisade_edge_inspections_total{outcome!="unneeded"}[$__range]))',
      },
    }),
    graph({
      title: 'Inspections by outcome',
      description:
        'Normal: `unneeded` and `clean`. `unavailable` means that the WAF did not answer, and the request was refused.',
      unit: 'reqps',
      queries: {
        '{{outcome}}': 'sum by (outcome) (rate(palisade_edge_inspections_total[$__rate_interval]))',
      },
      alerts: ['WafAway'],
    }),
    graph({
      title: 'Blocked requests in five minutes',
      description: 'Normal: a few, from scanners, over many endpoints.',
      unit: 'short',
      queries: { '{{endpoint}}': 'palisade:waf_blocks:increase5m' },
      alerts: ['WafBlocks', 'WafBlocksOneEndpoint'],
    }),
    graph({
      title: 'Requests that Nginx refused in five minutes',
      description:
        'Limits, sizes, methods and paths that the edge checks itself. Normal: 404 of scanners without an endpoint.',
      unit: 'short',
      queries: { '{{endpoint}} {{status}}': 'palisade:edge_refusals:increase5m' },
      alerts: ['EdgeRefusals'],
    }),
    graph({
      title: 'Share of server errors at the edge',
      description: 'What clients see, also while no API node answers. Normal: 0.',
      unit: 'percentunit',
      queries: {
        '5xx':
          '(sum(rate(palisade_edge_requests_total{status=~"5.."}[$__rate_interval])) or vector(0)) / sum(rate(palisade_edge_requests_total[$__rate_interval]))',
      },
      alerts: ['EdgeErrors'],
    }),
  ],
})
