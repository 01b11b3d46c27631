import type { Topology } from '../../packages/edge/src/index.ts'

/** An edge and an origin in front of three nodes; the SPA on a host of its own, and one more for administrators. */
export const topology: Topology = {
  servers: {
    edge: {
      hosts: 'apart',
      waf: {
        mode: 'enforce',
        paranoiaLevel: 1,
        anomalyThreshold: 5,
        sessionParanoiaLevel: 1,
        sessionAnomalyThreshold: 3,
      },
      addresses: {
        environmentFile: '/run/palisade/edge/environment.conf',
        upstreams: ['10.133.78.3:8080'],
        waf: { address: '10.133.81.3:8080', client: '10.133.81.2' },
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
      },
      addresses: {
        environmentFile: '/run/palisade/origin/environment.conf',
        // On the edge's network alone: the nodes behind it have no business here.
        behindEdge: { listen: '10.133.78.3:8080', edge: '10.133.78.2' },
        upstreams: ['10.133.79.3:8080', '10.133.79.4:8080', '10.133.79.5:8080'],
        waf: { address: '10.133.82.3:8080', client: '10.133.82.2' },
      },
    },
  },
}
