import type { Paths } from '../../packages/edge/src/index.ts'

/** Where a container of the image of infra/shared/Dockerfile keeps things, whatever it serves. */
export const container: Paths = {
  nginx: { errorLog: '/dev/stderr', accessLog: '/dev/stdout', temporaryFolder: '/tmp' },
  waf: {
    errorLog: '/dev/stderr',
    auditLog: '/var/log/palisade/audit.log',
    temporaryFolder: '/tmp',
    modsecurityFolder: '/etc/palisade/edge/modsecurity',
    rulesFolder: '/opt/palisade/rules',
  },
  site: {
    listenHttp: '8080',
    listenHttps: '8443',
    certificate: '/run/palisade/edge/certificate.pem',
    certificateKey: '/run/palisade/edge/certificate.key',
    clientAuthorities: '/run/palisade/edge/client-ca.pem',
    webRoot: '/srv/web',
  },
}
