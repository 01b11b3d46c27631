import type { Topology } from '../../packages/edge/src/index.ts'

/** One server: Nginx with ModSecurity in front, the API, Redis and PostgreSQL behind it; SPA and API on one origin. */
export const topology: Topology = {
  servers: {
    edge: {
      hosts: 'one',
      waf: {
        mode: 'enforce',
        paranoiaLevel: 1,
        anomalyThreshold: 5,
        sessionParanoiaLevel: 1,
        sessionAnomalyThreshold: 3,
      },
      addresses: {
        environmentFile: '/run/palisade/edge/environment.conf',
        upstreams: ['api:8080'],
        waf: { address: '10.133.76.3:8080', client: '10.133.76.2' },
      },
    },
  },
}
