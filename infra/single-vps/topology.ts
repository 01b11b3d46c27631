import { edgeInContainer, type Topology } from '../edge/topology.ts'

/** One server: Nginx with ModSecurity in front, the API, Redis and PostgreSQL behind it; SPA and API on one origin. */
export const singleVps: Topology = {
  name: 'single-vps',
  servers: {
    edge: {
      hosts: [{ label: '*', serves: 'everything' }],
      waf: {
        mode: 'enforce',
        paranoiaLevel: 1,
        anomalyThreshold: 5,
        sessionParanoiaLevel: 1,
        sessionAnomalyThreshold: 3,
      },
      connectionsPerIp: 100,
      deployment: { ...edgeInContainer, upstreams: ['api:8080'] },
    },
  },
}
