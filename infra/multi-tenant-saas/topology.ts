import { edgeInContainer, originInContainer, type Topology, wafInContainer } from '../../packages/edge/src/topology.ts'

/** An edge and an origin in front of a pool of nodes. Every name is some customer's: SPA and API on one origin. */
export const multiTenantSaas: Topology = {
  name: 'multi-tenant-saas',
  servers: {
    edge: {
      hosts: [{ label: '*', serves: 'everything' }],
      waf: {
        mode: 'enforce',
        paranoiaLevel: 1,
        anomalyThreshold: 5,
        sessionParanoiaLevel: 1,
        sessionAnomalyThreshold: 3,
        deployment: wafInContainer({ address: '10.133.92.3:8080', clientAddress: '10.133.92.2' }),
      },
      connectionsPerIp: 100,
      deployment: {
        ...edgeInContainer,
        upstreams: ['10.133.90.3:8080'],
      },
    },
    origin: {
      // Deeper where passwords are tried. Elsewhere as at the edge: what is inspected here serves all customers, whose
      // honest texts are the most varied of the three architectures [S78].
      waf: {
        mode: 'enforce',
        paranoiaLevel: 1,
        anomalyThreshold: 5,
        sessionParanoiaLevel: 2,
        sessionAnomalyThreshold: 5,
        deployment: wafInContainer({ address: '10.133.93.3:8080', clientAddress: '10.133.93.2' }),
      },
      deployment: {
        ...originInContainer,
        // On the edge's network alone: the nodes behind it have no business here.
        listen: '10.133.90.3:8080',
        edgeAddress: '10.133.90.2',
        upstreams: ['10.133.91.3:8080', '10.133.91.4:8080', '10.133.91.5:8080'],
      },
    },
  },
}
