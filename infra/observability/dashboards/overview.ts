import { createDashboard, figure, graph } from './panels.ts'

/** The first page to look at: whether the service answers, how fast, and what it depends on. */
export const overview = createDashboard('overview', {
  title: 'overview',
  description: 'Whether the service answers, how fast, and whether what it depends on works.',
  panels: [
    figure({
      title: 'Alerts that fire',
      description: 'Normal: Watchdog alone. It always fires, to show that alerts arrive.',
      unit: 'short',
      queries: { '{{alertname}}': 'count by (alertname) (ALERTS{alertstate="firing"})' },
      alerts: ['Watchdog'],
    }),
    figure({
      title: 'Processes that answer Prometheus',
      description: 'Normal: 100 % of each job.',
      unit: 'percentunit',
      queries: { '{{job}}': 'avg by (job) (up)' },
      alerts: ['TargetDown', 'JobAbsent', 'ExporterBlind'],
    }),
    figure({
      title: 'Age of the signing key',
      description: 'Normal: at most 100 days. The rotation publishes a new key before it signs.',
      unit: 's',
      queries: { age: 'time() - min(palisade_signing_key_since_seconds)' },
      alerts: ['SigningKeyOld'],
    }),
    figure({
      title: 'Events that need a person',
      description: 'Keys that a node cannot read, usage that was lost, and responses that held a secret. Normal: 0.',
      unit: 'short',
      queries: {
        '{{event}}':
          'sum by (event) (increase(palisade_events_total{event=~"keys.unreadable|usage.lost|answer.withheld"}[$__range]))',
      },
      alerts: ['KeysUnreadable', 'UsageLost', 'ResponseWithheld'],
    }),
    graph({
      title: 'Requests by status',
      description: 'What the API answered. Normal: mostly 2xx, and the same shape as at this time yesterday.',
      unit: 'reqps',
      queries: { '{{status}}': 'sum by (status) (rate(palisade_request_seconds_count[$__rate_interval]))' },
    }),
    graph({
      title: 'Latency',
      description: 'How long the API takes for a request. Normal: half of them below 10 ms, and 99 % below 250 ms.',
      unit: 's',
      queries: Object.fromEntries(
        [0.5, 0.95, 0.99].map(share => [
          `${share * 100} %`,
          `histogram_quantile(${share}, sum by (le) (rate(palisade_request_seconds_bucket[$__rate_interval])))`,
        ]),
      ),
    }),
    graph({
      title: 'Slowest endpoints',
      description:
        '95 % of the requests to an endpoint are faster. Normal: sign-ins at the top, because they hash a password.',
      unit: 's',
      queries: {
        '{{endpoint}}':
          'topk(8, histogram_quantile(0.95, sum by (endpoint, le) (rate(palisade_request_seconds_bucket[$__rate_interval]))))',
      },
    }),
    graph({
      title: 'Problems',
      description: 'Responses with an error, by its code. Normal: few, and never `internal` or `unavailable`.',
      unit: 'reqps',
      queries: { '{{problem}}': 'topk(8, sum by (problem) (rate(palisade_problems_total[$__rate_interval])))' },
    }),
    graph({
      title: 'Requests that could not use the database',
      description: 'Normal: 0.',
      unit: 'reqps',
      queries: {
        '{{event}}':
          'sum by (event) (rate(palisade_events_total{event=~"database.unavailable|not-ready|tenant.unknown"}[$__rate_interval]))',
      },
      alerts: ['DatabaseAway'],
    }),
    graph({
      title: 'Limits that a node decided without Redis',
      description: 'Normal: 0. While Redis is away, each node enforces half of every limit on its own.',
      unit: 'reqps',
      queries: {
        '{{instance}}': 'sum by (instance) (rate(palisade_limit_local_decisions_total[$__rate_interval]))',
      },
      alerts: ['RedisAway'],
    }),
  ],
})
