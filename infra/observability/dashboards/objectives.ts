import { createDashboard, figure, graph } from './panels.ts'

const windows = ['5m', '30m', '1h', '6h']

const burnRates = (ratio: string, budget: number) =>
  Object.fromEntries(windows.map(window => [window, `${ratio}:ratio${window} / ${budget}`]))

/** The two objectives of alerts/objectives.yaml, which also records the shares of failed and slow requests. */
export const objectives = createDashboard('objectives', {
  title: 'objectives',
  description:
    '99.9 % of requests get no 5xx, and 99 % of reads, writes and searches take at most 250 ms, over 30 days.',
  panels: [
    figure({
      title: 'Error budget left: availability',
      description: 'What is left of the 0.1 % of requests that may fail within 30 days. Normal: above 50 %.',
      unit: 'percentunit',
      queries: {
        left: '1 - (sum(increase(palisade_request_seconds_count{status="5xx"}[30d])) or vector(0)) / (sum(increase(palisade_request_seconds_count[30d])) * 0.001)',
      },
    }),
    figure({
      title: 'Error budget left: latency',
      description: 'What is left of the 1 % of requests that may be slow within 30 days. Normal: above 50 %.',
      unit: 'percentunit',
      queries: {
        left: '1 - (1 - sum(increase(palisade_request_seconds_bucket{class=~"read|write|search",status="2xx",le="0.25"}[30d])) / sum(increase(palisade_request_seconds_count{class=~"read|write|search",status="2xx"}[30d]))) / 0.01',
      },
    }),
    graph({
      title: 'Burn rate: availability',
      description:
        'How many times faster than planned the budget is used, by the window. Normal: below 1. An alert fires where a long and ' +
        'a short window are both high.',
      unit: 'short',
      queries: burnRates('palisade:requests_failed', 0.001),
      alerts: ['AvailabilityBurnsBudgetFast', 'AvailabilityBurnsBudgetSlow'],
    }),
    graph({
      title: 'Burn rate: latency',
      description: 'The same for slow requests. Normal: below 1.',
      unit: 'short',
      queries: burnRates('palisade:requests_slow', 0.01),
      alerts: ['LatencyBurnsBudgetFast', 'LatencyBurnsBudgetSlow'],
    }),
  ],
})
