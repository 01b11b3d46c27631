import { edgeInContainer, type Topology, wafInContainer } from '../../packages/edge/src/topology.ts'

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
        deployment: wafInContainer({ address: '10.133.76.3:8080', clientAddress: '10.133.76.2' }),
      },
      connectionsPerIp: 100,
      deployment: { ...edgeInContainer, upstreams: ['api:8080'] },
    },
  },
}
