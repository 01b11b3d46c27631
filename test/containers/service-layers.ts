export type Layer = {
  readonly services: readonly string[]
  readonly ports: readonly number[]
  /** The services that it calls, and an edge on the same network, which anybody may call. */
  readonly calls: readonly string[]
  /** Whether no connections can be tried from inside: the public images of exporters have no shell. */
  readonly hasNoShell?: true
}

/** The services that count the traffic of a server of Nginx. Only the server and Prometheus share a network with them. */
const countersOf = (server: string): Layer => ({
  services: [`${server}-exporter`, `${server}-counter`],
  ports: [9113, 3903],
  calls: [],
  hasNoShell: true,
})

const edgeAlone = { edgeCounters: countersOf('edge') }
const edgeAndOrigin = { ...edgeAlone, originCounters: countersOf('origin') }

/** What watches a deployment: nothing that serves requests can call it. */
const watchers: Readonly<Record<string, Layer>> = {
  prometheus: {
    services: ['prometheus', 'alertmanager', 'node-exporter', 'redis-exporter', 'postgres-exporter'],
    ports: [9090, 9093, 9100, 9121, 9187],
    calls: [],
    hasNoShell: true,
  },
}

/** The services that bring logs to the store. Only the collector can call the stores. */
const logLayers = {
  logShipper: { services: ['log-shipper'], ports: [], calls: ['logCollector'] },
  logCollector: { services: ['log-collector'], ports: [2514], calls: ['logStores'] },
  logStores: { services: ['log-store-requests', 'log-store-security'], ports: [9428], calls: [] },
}

/** The allowed connections; all others must be closed. Only its server calls a WAF, and a WAF calls nobody. */
export const layersOf: Readonly<Record<string, Readonly<Record<string, Layer>>>> = {
  'single-vps': {
    edge: { services: ['edge'], ports: [8443, 8080, 8090], calls: ['api', 'waf', 'edgeCounters'] },
    waf: { services: ['waf'], ports: [8080], calls: ['edge'] },
    api: { services: ['api'], ports: [8080, 2514, 9090], calls: ['stores', 'edge'] },
    shipper: { services: ['waf-shipper'], ports: [], calls: ['api'] },
    worker: { services: ['worker'], ports: [9090], calls: ['stores'] },
    stores: { services: ['postgres', 'redis'], ports: [5432, 6379], calls: [] },
    ...edgeAlone,
    ...watchers,
    ...logLayers,
  },
  'spa-mobile': {
    edge: { services: ['edge'], ports: [8443, 8080, 8090], calls: ['origin', 'edgeWaf', 'edgeCounters'] },
    edgeWaf: { services: ['edge-waf'], ports: [8080], calls: ['edge'] },
    origin: { services: ['origin'], ports: [8080, 8090], calls: ['api', 'edge', 'originWaf', 'originCounters'] },
    originWaf: { services: ['origin-waf'], ports: [8080], calls: [] },
    shippers: { services: ['edge-shipper', 'origin-shipper'], ports: [], calls: ['api'] },
    api: { services: ['api-1', 'api-2', 'api-3'], ports: [8080, 2514, 9090], calls: ['stores'] },
    worker: { services: ['worker'], ports: [9090], calls: ['stores'] },
    stores: { services: ['postgres', 'redis'], ports: [5432, 6379], calls: [] },
    ...edgeAndOrigin,
    ...watchers,
    ...logLayers,
  },
  'multi-tenant-saas': {
    edge: { services: ['edge'], ports: [8443, 8080, 8090], calls: ['origin', 'edgeWaf', 'edgeCounters'] },
    edgeWaf: { services: ['edge-waf'], ports: [8080], calls: ['edge'] },
    origin: { services: ['origin'], ports: [8080, 8090], calls: ['api', 'edge', 'originWaf', 'originCounters'] },
    originWaf: { services: ['origin-waf'], ports: [8080], calls: [] },
    shippers: { services: ['edge-shipper', 'origin-shipper'], ports: [], calls: ['api'] },
    api: { services: ['api-1', 'api-2', 'api-3'], ports: [8080, 2514, 9090], calls: ['postgres', 'redis'] },
    workers: { services: ['worker-1', 'worker-2'], ports: [9090], calls: ['postgres', 'redis'] },
    postgres: { services: ['postgres'], ports: [5432], calls: [] },
    redis: { services: ['redis'], ports: [6379], calls: [] },
    ...edgeAndOrigin,
    ...watchers,
    ...logLayers,
  },
}
