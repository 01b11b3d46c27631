import type { Topology } from '../edge/topology.ts'

const places = {
  errorLog: '/dev/stderr',
  accessLog: '/dev/stdout',
  auditLog: '/var/log/palisade/audit.log',
  temporaryFolder: '/tmp',
  configurationFolder: '/etc/palisade/edge',
  crsRulesFolder: '/opt/owasp-crs/rules',
}

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
      },
      connectionsPerIp: 100,
      deployment: {
        ...places,
        listenHttp: '8080',
        listenHttps: '8443',
        environmentFile: '/run/palisade/edge/environment.conf',
        certificate: '/run/palisade/edge/certificate.pem',
        certificateKey: '/run/palisade/edge/certificate.key',
        clientAuthorities: '/run/palisade/edge/client-ca.pem',
        upstreams: ['10.133.78.3:8080'],
        webRoot: '/srv/web',
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
      deployment: {
        ...places,
        // On the edge's network alone: the nodes behind it have no business here.
        listen: '10.133.78.3:8080',
        edgeAddress: '10.133.78.2',
        environmentFile: '/run/palisade/origin/environment.conf',
        upstreams: ['10.133.79.3:8080', '10.133.79.4:8080', '10.133.79.5:8080'],
      },
    },
  },
}
