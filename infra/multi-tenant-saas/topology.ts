import type { Topology } from '../../packages/edge/src/index.ts'

/** An edge and an origin in front of a pool of nodes. Every name is some customer's: SPA and API on one origin. */
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
        upstreams: ['10.133.90.3:8080'],
        waf: { address: '10.133.92.3:8080', client: '10.133.92.2' },
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
      },
      addresses: {
        environmentFile: '/run/palisade/origin/environment.conf',
        // On the edge's network alone: the nodes behind it have no business here.
        behindEdge: { listen: '10.133.90.3:8080', edge: '10.133.90.2' },
        upstreams: ['10.133.91.3:8080', '10.133.91.4:8080', '10.133.91.5:8080'],
        waf: { address: '10.133.93.3:8080', client: '10.133.93.2' },
      },
    },
  },
}
