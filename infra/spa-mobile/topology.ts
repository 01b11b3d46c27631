import { edgeInContainer, originInContainer, type Topology, wafInContainer } from '../../packages/edge/src/topology.ts'

/** An edge and an origin in front of three nodes; the SPA on a host of its own, and one more for administrators. */
export const spaMobile: Topology = {
  name: 'spa-mobile',
  servers: {
    edge: {
      hosts: [
        { label: 'app', serves: 'pages' },
        { label: 'api', serves: 'api' },
        { label: 'admin', serves: 'administration' },
      ],
      waf: {
        mode: 'enforce',
        paranoiaLevel: 1,
        anomalyThreshold: 5,
        sessionParanoiaLevel: 1,
        sessionAnomalyThreshold: 3,
        deployment: wafInContainer({ address: '10.133.81.3:8080', clientAddress: '10.133.81.2' }),
      },
      connectionsPerIp: 100,
      deployment: {
        ...edgeInContainer,
        clientAuthorities: '/run/palisade/edge/client-ca.pem',
        upstreams: ['10.133.78.3:8080'],
      },
    },
    origin: {
      // Deeper than at the edge, and no weaker in anything: it stands when the edge is got around.
      waf: {
        mode: 'enforce',
        paranoiaLevel: 2,
        anomalyThreshold: 5,
        sessionParanoiaLevel: 3,
        sessionAnomalyThreshold: 5,
        deployment: wafInContainer({ address: '10.133.82.3:8080', clientAddress: '10.133.82.2' }),
      },
      deployment: {
        ...originInContainer,
        // On the edge's network alone: the nodes behind it have no business here.
        listen: '10.133.78.3:8080',
        edgeAddress: '10.133.78.2',
        upstreams: ['10.133.79.3:8080', '10.133.79.4:8080', '10.133.79.5:8080'],
      },
    },
  },
}
