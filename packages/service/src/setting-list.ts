import { environments, sessionLifetimes } from '@palisade/contracts'

/** The programs that read settings. `compose` stands for the compose.yaml of each architecture. */
export const programs = {
  compose: 'docker compose: in the environment, or in a file .env beside compose.yaml',
  start:
    'npm start and npm run dev, which read PALISADE_LOG_LEVEL as LOG_LEVEL of API and worker, and so every setting',
  api: 'API',
  worker: 'worker',
  database: 'commands on the database: migrations, demo data, npm run tenants, npm run backup',
  secrets: 'service "secrets", which creates the secrets of a deployment',
} as const

export type Setting = {
  /** What it means, in a sentence or two. */
  readonly meaning: string
  /** The format of the value, with its unit. */
  readonly form: string
  /** The default. Absent: the setting is required, or `whenUnset` describes the behavior without it. */
  readonly default?: string
  readonly whenUnset?: string
  readonly example: string
  readonly readBy: readonly (keyof typeof programs)[]
}

/** Every setting, described once: the reader takes defaults from here, and .env.example is made from it. */
export const settings = {
  PALISADE_BIND: {
    meaning: 'The address on which Docker publishes the edge. Only loopback is possible outside of production',
    form: 'IP address',
    default: '127.0.0.1',
    example: '0.0.0.0',
    readBy: ['compose', 'secrets'],
  },
  PALISADE_HTTPS_PORT: {
    meaning: 'The port of the edge for HTTPS',
    form: 'port number',
    default: '8443',
    example: '443',
    readBy: ['compose'],
  },
  PALISADE_HTTP_PORT: {
    meaning: 'The port of the edge for HTTP, which redirects to HTTPS',
    form: 'port number',
    default: '8080',
    example: '80',
    readBy: ['compose'],
  },
  PALISADE_PUBLIC_ORIGIN: {
    meaning: 'The origin that browsers use. It names the HTTPS port, unless that is 443',
    form: 'https origin without a path',
    whenUnset: 'the local name of the architecture, such as https://localhost:8443',
    example: 'https://app.example.com',
    readBy: ['compose'],
  },
  PALISADE_API_ORIGIN: {
    meaning: 'The origin at which programs call the API, in spa-mobile',
    form: 'https origin without a path',
    whenUnset: 'https://api.palisade.localhost:8443',
    example: 'https://api.example.com',
    readBy: ['compose'],
  },
  PALISADE_ADMIN_ORIGIN: {
    meaning: 'The origin of the administrators, in spa-mobile',
    form: 'https origin without a path',
    whenUnset: 'https://admin.palisade.localhost:8443',
    example: 'https://admin.example.com',
    readBy: ['compose'],
  },
  PALISADE_HOSTS: {
    meaning: 'The host names in the certificate that the edge starts with, in spa-mobile and multi-tenant-saas',
    form: 'host names, separated by commas',
    whenUnset: 'the local names of the architecture',
    example: 'app.example.com,api.example.com,admin.example.com',
    readBy: ['compose'],
  },
  PALISADE_SMTP_URL: {
    meaning: 'The mail server, as SMTP_URL of the worker. Required in production',
    form: 'smtp:// or smtps:// URL',
    whenUnset: 'Mailpit shows the mails on http://localhost:8025',
    example: 'smtps://LOGIN:PASSWORD@mail.example.com',
    readBy: ['compose'],
  },
  PALISADE_TRACES_URL: {
    meaning: 'Where API and worker send traces, as their TRACES_URL',
    form: 'http:// or https:// URL',
    whenUnset: 'no traces',
    example: 'http://collector:4318/v1/traces',
    readBy: ['compose'],
  },
  PALISADE_TRACES_RATIO: {
    meaning: 'The share of requests that are traced',
    form: 'number from 0 to 1',
    default: '1',
    example: '0.05',
    readBy: ['compose'],
  },
  PALISADE_MAIL_FROM: {
    meaning: 'The sender of mails',
    form: 'Name <address>',
    default: 'Palisade <no-reply@palisade.localhost>',
    example: 'Acme <no-reply@acme.example>',
    readBy: ['compose'],
  },
  PALISADE_MAILBOX_PORT: {
    meaning: 'The port of Mailpit, on loopback',
    form: 'port number',
    default: '8025',
    example: '8026',
    readBy: ['compose'],
  },
  PALISADE_ADMIN_NETWORKS: {
    meaning: 'The networks from which administrators may call their endpoints',
    form: 'addresses and networks, separated by commas',
    whenUnset: 'any network',
    example: '10.0.0.0/8',
    readBy: ['compose'],
  },
  PALISADE_ENV: {
    meaning:
      'Selects the list of CORS origins. Production requires https and Redis, and has no demo users; docker compose takes staging where it is not set',
    form: environments.join(', '),
    default: 'development',
    example: 'production',
    readBy: ['compose', 'api', 'worker', 'database', 'secrets'],
  },
  PALISADE_DATA: {
    meaning: 'The folder for the database, keys and logs of npm start',
    form: 'path',
    default: '.palisade',
    example: '/var/tmp/palisade',
    readBy: ['start'],
  },
  PALISADE_HOST: {
    meaning: 'The address on which npm start listens',
    form: 'loopback address',
    default: '127.0.0.1',
    example: '::1',
    readBy: ['start'],
  },
  PORT: {
    meaning: 'The port to listen on',
    form: 'port number',
    default: '8080',
    example: '3000',
    readBy: ['start', 'api'],
  },
  HOST: {
    meaning: 'The address to listen on',
    form: 'IP address',
    default: '127.0.0.1',
    example: '0.0.0.0',
    readBy: ['api'],
  },
  PUBLIC_ORIGIN: {
    meaning: 'The origin that serves the SPA and the API. It is the issuer of the tokens',
    form: 'https origin without a path; http on localhost',
    example: 'https://app.example.com',
    readBy: ['api', 'worker', 'secrets'],
  },
  API_ORIGIN: {
    meaning: 'The origin at which programs call the API, where it is not PUBLIC_ORIGIN',
    form: 'https origin without a path; http on localhost',
    whenUnset: 'PUBLIC_ORIGIN',
    example: 'https://api.example.com',
    readBy: ['api'],
  },
  ALLOWED_ORIGINS: {
    meaning: 'More CORS origins that may call the API, beside those of packages/contracts/src/cors.ts',
    form: 'origins, separated by commas',
    whenUnset: 'none',
    example: 'https://preview.example.com',
    readBy: ['api'],
  },
  TRUSTED_PROXIES: {
    meaning: 'The addresses of our own edge, whose X-Forwarded-For and X-Request-Id the API believes',
    form: 'addresses and networks, separated by commas',
    whenUnset: 'none',
    example: '10.0.0.2,10.0.1.0/24',
    readBy: ['api'],
  },
  ADMIN_NETWORKS: {
    meaning: 'The networks from which endpoints with an admin scope can be called',
    form: 'addresses and networks, separated by commas',
    whenUnset: 'any network',
    example: '10.0.0.0/8',
    readBy: ['api'],
  },
  DATABASE_URL: {
    meaning: 'PostgreSQL, as the login of this program. Encrypted connections need sslmode=verify-full',
    form: 'postgresql:// URL',
    example: 'postgresql://palisade_api:PASSWORD@localhost:5432/palisade',
    readBy: ['api', 'worker'],
  },
  MIGRATION_DATABASE_URL: {
    meaning: 'PostgreSQL, as the owner of the database',
    form: 'postgresql:// URL',
    whenUnset: 'npm run tenants works on the database of npm start; other commands require it',
    example: 'postgresql://palisade:PASSWORD@localhost:5432/palisade',
    readBy: ['database'],
  },
  API_DATABASE_PASSWORD: {
    meaning: 'The password that the migration gives to the login palisade_api',
    form: 'text',
    whenUnset: 'the login keeps its password',
    example: 'PASSWORD',
    readBy: ['database'],
  },
  WORKER_DATABASE_PASSWORD: {
    meaning: 'The password that the migration gives to the login palisade_worker',
    form: 'text',
    whenUnset: 'the login keeps its password',
    example: 'PASSWORD',
    readBy: ['database'],
  },
  METRICS_DATABASE_PASSWORD: {
    meaning: 'The password that the migration gives to the login palisade_metrics',
    form: 'text',
    whenUnset: 'the login keeps its password',
    example: 'PASSWORD',
    readBy: ['database'],
  },
  DEMO_PASSWORD: {
    meaning: 'The password of the demo users. Required outside of production',
    form: 'text',
    whenUnset: 'no demo users are created, in production',
    example: 'PASSWORD',
    readBy: ['database'],
  },
  REDIS_URL: {
    meaning: 'Redis, for limits, revocations and announcements between nodes. Required in production',
    form: 'redis:// or rediss:// URL',
    whenUnset: 'limits and revocations live only in this process',
    example: 'redis://localhost:6379',
    readBy: ['api', 'worker', 'database'],
  },
  REDIS_CA: {
    meaning: 'The certificate authority of a rediss:// server; usually REDIS_CA_FILE names its file',
    form: 'certificate in PEM',
    whenUnset: 'the authorities that Node trusts',
    example: '-----BEGIN CERTIFICATE-----…',
    readBy: ['api', 'worker', 'database'],
  },
  KEYS_FOLDER: {
    meaning: 'The folder of the private keys that sign access tokens. Only the user of the API may read it',
    form: 'path',
    example: '/run/palisade/keys',
    readBy: ['api'],
  },
  DATA_KEY: {
    meaning:
      'Encrypts what the API must read back, such as secrets of authenticator apps. The database does not have it',
    form: '32 random bytes in base64url',
    example: 'the output of: openssl rand 32 | basenc --base64url -w0',
    readBy: ['api'],
  },
  WAF_LOG_PORT: {
    meaning: 'The port to which the shippers of the WAFs send their blocks, which raise the abuse score of the sender',
    form: 'port number',
    whenUnset: 'blocks by a WAF raise no abuse score',
    example: '2514',
    readBy: ['api'],
  },
  WAF_LOG_HOST: {
    meaning: 'The address on which the shippers are answered',
    form: 'IP address',
    default: '127.0.0.1',
    example: '10.0.1.3',
    readBy: ['api'],
  },
  WAF_LOG_CERTIFICATE: {
    meaning: 'The certificate that the API shows to the shippers. Required with WAF_LOG_PORT, as the next two',
    form: 'certificate in PEM',
    whenUnset: 'there is no WAF_LOG_PORT',
    example: '-----BEGIN CERTIFICATE-----…',
    readBy: ['api'],
  },
  WAF_LOG_KEY: {
    meaning: 'The private key of WAF_LOG_CERTIFICATE; usually WAF_LOG_KEY_FILE names its file',
    form: 'private key in PEM',
    whenUnset: 'there is no WAF_LOG_PORT',
    example: '-----BEGIN PRIVATE KEY-----…',
    readBy: ['api'],
  },
  WAF_LOG_CA: {
    meaning: 'The certificate authority of the shippers',
    form: 'certificate in PEM',
    whenUnset: 'there is no WAF_LOG_PORT',
    example: '-----BEGIN CERTIFICATE-----…',
    readBy: ['api'],
  },
  WAF_LOG_SHIPPERS: {
    meaning: 'The names in the certificates of the shippers. The API refuses other certificates of the same authority',
    form: 'common names, separated by commas',
    default: 'edge-waf,origin-waf',
    example: 'edge-waf',
    readBy: ['api'],
  },
  WEB_ROOT: {
    meaning: 'The folder of the built SPA, where no web server serves it',
    form: 'path',
    whenUnset: 'the API serves no SPA',
    example: 'apps/web/dist',
    readBy: ['api'],
  },
  SESSION_LIFETIME_MS: {
    meaning: 'The time from sign-in to the end of a session, however often it is refreshed: a second to a year',
    form: 'milliseconds',
    default: String(sessionLifetimes.sessionMs),
    example: '604800000',
    readBy: ['api'],
  },
  DRAIN_MS: {
    meaning: 'How long the API refuses reads before it stops, so that a load balancer uses other nodes',
    form: 'milliseconds',
    default: '0',
    example: '5000',
    readBy: ['api'],
  },
  DNS_SERVERS: {
    meaning: 'The resolvers for the TXT records of domains of tenants',
    form: 'addresses, with a port where it is not 53, separated by commas',
    whenUnset: 'the resolvers of the system',
    example: '9.9.9.9,[2620:fe::fe]:53',
    readBy: ['worker'],
  },
  SMTP_URL: {
    meaning: 'The mail server. In production it must offer TLS',
    form: 'smtp:// or smtps:// URL',
    example: 'smtps://LOGIN:PASSWORD@mail.example.com',
    readBy: ['worker'],
  },
  MAIL_FROM: {
    meaning: 'The sender of mails',
    form: 'Name <address>',
    default: 'Palisade <no-reply@palisade.localhost>',
    example: 'Acme <no-reply@acme.example>',
    readBy: ['worker'],
  },
  METRICS_PORT: {
    meaning: 'The port for Prometheus. Never make it public',
    form: 'port number',
    whenUnset: 'nothing is measured',
    example: '9464',
    readBy: ['api', 'worker'],
  },
  METRICS_HOST: {
    meaning: 'The address on which Prometheus is answered',
    form: 'IP address',
    default: '127.0.0.1',
    example: '10.0.0.3',
    readBy: ['api', 'worker'],
  },
  TRACES_URL: {
    meaning: 'Where traces are sent by OTLP over HTTP. The spans hold no values of people',
    form: 'http:// or https:// URL',
    whenUnset: 'no traces',
    example: 'http://localhost:4318/v1/traces',
    readBy: ['api', 'worker'],
  },
  TRACES_RATIO: {
    meaning: 'The share of requests that are traced',
    form: 'number from 0 to 1',
    default: '1',
    example: '0.05',
    readBy: ['api', 'worker'],
  },
  LOG_LEVEL: {
    meaning: 'The least severe messages that are logged',
    form: 'silent, error, warn, info, debug',
    default: 'info',
    example: 'debug',
    readBy: ['api', 'worker', 'database'],
  },
  SECRETS_FOLDER: {
    meaning: 'The folder that contains the volumes of the deployment',
    form: 'path',
    default: '/secrets',
    example: '/secrets',
    readBy: ['secrets'],
  },
  CERTIFICATE_HOSTS: {
    meaning: 'The host names in the certificate that the edge starts with',
    form: 'host names, separated by commas',
    whenUnset: 'the host of PUBLIC_ORIGIN',
    example: 'app.example.com,api.example.com',
    readBy: ['secrets'],
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
