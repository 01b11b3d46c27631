import { createDashboard, graph } from './panels.ts'

/** The machines, and the servers that are not ours: PostgreSQL, Redis and Nginx, as their exporters see them. */
export const hosts = createDashboard('hosts', {
  title: 'hosts',
  description: 'Machines, PostgreSQL, Redis, Nginx, and what the processes of Node use.',
  panels: [
    graph({
      title: 'Processor in use',
      description: 'The share of all processors of a machine. Normal: below 70 %, with peaks.',
      unit: 'percentunit',
      queries: {
        '{{instance}}': '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
      },
    }),
    graph({
      title: 'Memory available',
      description: 'The share that programs can still get. Normal: above 20 %.',
      unit: 'percentunit',
      queries: { '{{instance}}': 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes' },
      alerts: ['HostMemoryLow'],
    }),
    graph({
      title: 'Disk free',
      description: 'Normal: above 20 %, and falling slowly.',
      unit: 'percentunit',
      queries: {
        '{{instance}} {{mountpoint}}':
          'min by (instance, mountpoint) (node_filesystem_avail_bytes / node_filesystem_size_bytes unless node_filesystem_readonly == 1)',
      },
      alerts: ['HostDiskFull'],
    }),
    graph({
      title: 'Error of the clock',
      description: 'By the time server. Normal: below a millisecond. Tokens tolerate few seconds.',
      unit: 's',
      queries: { '{{instance}}': 'node_timex_offset_seconds' },
      alerts: ['HostClockOff'],
    }),
    graph({
      title: 'Connections of PostgreSQL',
      description: 'The used share of those that PostgreSQL allows. Normal: below 50 %.',
      unit: 'percentunit',
      queries: {
        '{{instance}}': 'sum by (instance) (pg_stat_activity_count) / max by (instance) (pg_settings_max_connections)',
      },
      alerts: ['DatabaseConnectionsLow'],
    }),
    graph({
      title: 'Longest transaction',
      description: 'Normal: below a second. Exports and imports take longer.',
      unit: 's',
      queries: { '{{instance}}': 'max by (instance) (pg_stat_activity_max_tx_duration)' },
      alerts: ['DatabaseSlow'],
    }),
    graph({
      title: 'Size of databases',
      description: 'Normal: grows with the orders, and stays well below the disk.',
      unit: 'bytes',
      queries: { '{{datname}}': 'max by (datname) (pg_database_size_bytes)' },
    }),
    graph({
      title: 'Memory of Redis',
      description: 'The used share of its limit. Normal: below 50 %. Limits and revocations expire by themselves.',
      unit: 'percentunit',
      queries: { '{{instance}}': 'redis_memory_used_bytes / (redis_memory_max_bytes > 0)' },
      alerts: ['RedisMemoryLow'],
    }),
    graph({
      title: 'Commands of Redis',
      description: 'Normal: at most one for each request, as a batch serves several.',
      unit: 'reqps',
      queries: { '{{instance}}': 'rate(redis_commands_processed_total[$__rate_interval])' },
    }),
    graph({
      title: 'Connections of Nginx',
      description: 'Active connections of clients. Normal: follows the number of people at work.',
      unit: 'short',
      queries: { '{{instance}}': 'nginx_connections_active' },
    }),
    graph({
      title: 'Delay of the event loop',
      description: '99 % of the turns of a process of Node come sooner. Normal: below 50 ms.',
      unit: 's',
      queries: { '{{job}} {{instance}}': 'nodejs_eventloop_lag_p99_seconds' },
    }),
    graph({
      title: 'Memory of processes',
      description: 'Of API nodes and workers. Normal: steady after the first hour.',
      unit: 'bytes',
      queries: { '{{job}} {{instance}}': 'process_resident_memory_bytes{job=~"api|worker"}' },
    }),
  ],
})
