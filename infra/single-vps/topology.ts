import type { Topology } from '../edge/topology.ts'

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
      deployment: {
        listenHttp: '8080',
        listenHttps: '8443',
        environmentFile: '/run/palisade/edge/environment.conf',
        certificate: '/run/palisade/edge/certificate.pem',
        certificateKey: '/run/palisade/edge/certificate.key',
        upstreams: ['api:8080'],
        webRoot: '/srv/web',
        errorLog: '/dev/stderr',
        accessLog: '/dev/stdout',
        auditLog: '/var/log/palisade/audit.log',
        temporaryFolder: '/tmp',
        configurationFolder: '/etc/palisade/edge',
        crsRulesFolder: '/opt/owasp-crs/rules',
      },
    },
  },
}
