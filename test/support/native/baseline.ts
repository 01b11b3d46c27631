import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiHeaders, corsPolicy, origins } from '@palisade/contracts'
import { createSelfSignedCertificate } from '../../../infra/secrets/certificate.ts'
import { freePort, startServer } from './server-process.ts'
import { crsRulesFolder } from './waf.ts'

/** What the edge is compared with: an Nginx that answers by itself, hands on, or has ModSecurity read what it hands on. */
export const baselines = ['static', 'proxy', 'modsecurity', 'stock-crs'] as const

export type Baseline = (typeof baselines)[number]

export type NativeBaseline = {
  readonly port: number
  /** The same without TLS. */
  readonly plainPort: number
  readonly certificatePem: string
  /** Its master process: what it uses, its workers use. */
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** Starts one of them, with TLS and the access log that Nginx writes when nobody says otherwise. */
export async function startBaseline(
  baseline: Baseline,
  upstreamPort = 80,
  { paranoiaLevel = 1 } = {},
): Promise<NativeBaseline> {
  const folder = await mkdtemp(join(tmpdir(), `palisade-${baseline}-`))
  const [port, plainPort] = [await freePort(), await freePort()]
  const { certificatePem, privateKeyPem } = await createSelfSignedCertificate(['localhost', '127.0.0.1'])
  await writeFile(join(folder, 'certificate.pem'), certificatePem)
  await writeFile(join(folder, 'certificate.key'), privateKeyPem, { mode: 0o600 })
  if (baseline === 'stock-crs') await copyRules(join(folder, 'crs'))
  await writeFile(
    join(folder, 'modsecurity.conf'),
    baseline === 'stock-crs' ? stockCrs(folder, paranoiaLevel) : engine(folder),
  )
  await writeFile(join(folder, 'nginx.conf'), nginxConf(baseline, { folder, port, plainPort, upstreamPort }))
  const logFile = join(folder, 'error.log')
  const server = await startServer({
    command: '/usr/sbin/nginx',
    args: ['-c', join(folder, 'nginx.conf'), '-e', logFile, '-g', 'daemon off;'],
    port,
    logFile,
    stopSignal: 'SIGQUIT',
  })
  return {
    port,
    plainPort,
    certificatePem,
    pid: server.pid,
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The edge's answer to a preflight, written down for one origin. */
const preflightFields = {
  ...apiHeaders,
  vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  'access-control-allow-origin': origins.test[0],
  'access-control-allow-credentials': corsPolicy.credentials,
  'access-control-allow-methods': 'POST, GET',
  'access-control-allow-headers': corsPolicy.allowedHeaders.join(', '),
  'access-control-max-age': corsPolicy.maxAgeMs / 1_000,
}

const STATIC = `
      if ($request_method = OPTIONS) {
${Object.entries(preflightFields)
  .map(([name, value]) => `        add_header ${name} "${value}";`)
  .join('\n')}
        return 204;
      }
      default_type application/json;
      return 200 '{"items":[],"nextCursor":null}';`

const PROXY = `
      proxy_pass http://upstream_server;
      proxy_http_version 1.1;
      proxy_set_header Connection "";`

type Places = { folder: string; port: number; plainPort: number; upstreamPort: number }

function nginxConf(baseline: Baseline, { folder, port, plainPort, upstreamPort }: Places): string {
  const withRules = baseline === 'modsecurity' || baseline === 'stock-crs'
  return `
load_module modules/ngx_http_modsecurity_module.so;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
worker_processes auto;
events { worker_connections 2048; }
http {
  access_log ${folder}/access.log;
  client_body_buffer_size 64k;
  client_body_temp_path ${folder}/bodies;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  scgi_temp_path ${folder}/scgi;
  uwsgi_temp_path ${folder}/uwsgi;
  upstream upstream_server { server 127.0.0.1:${upstreamPort}; keepalive 32; keepalive_timeout 4s; }
  server {
    listen 127.0.0.1:${port} ssl;
    listen 127.0.0.1:${plainPort};
    ssl_certificate ${folder}/certificate.pem;
    ssl_certificate_key ${folder}/certificate.key;
    ${withRules ? `modsecurity on; modsecurity_rules_file ${folder}/modsecurity.conf;` : ''}
    location / {${baseline === 'static' ? STATIC : PROXY}
    }
  }
}
`
}

/** As ModSecurity recommends it for JSON, and without its logs. */
function engine(folder: string): string {
  return `
SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess Off
SecRequestBodyLimit 13107200
SecRequestBodyNoFilesLimit 131072
SecRequestBodyLimitAction Reject
SecRule REQUEST_HEADERS:Content-Type "^application/json" \\
  "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,deny,status:400"
SecPcreMatchLimit 100000
SecPcreMatchLimitRecursion 100000
SecAuditEngine Off
SecTmpDir ${folder}
SecDataDir ${folder}
`
}

/**
 * The Go module of CRS 4 has a folder with an @ in its name, which ModSecurity cannot open, and no empty lines, without
 * which ModSecurity does not see where a rule without actions ends.
 */
async function copyRules(target: string): Promise<void> {
  await cp(crsRulesFolder(), target, { recursive: true })
  for (const name of await readdir(target)) {
    const file = join(target, name)
    if (name.endsWith('.conf')) await writeFile(file, (await readFile(file, 'utf8')).replace(/^(?=Sec)/gm, '\n'))
  }
}

/** All the defaults, but for the methods: that it refuses a PATCH would say nothing about attacks. */
function stockCrs(folder: string, paranoiaLevel: number): string {
  return `${engine(folder)}
SecDefaultAction "phase:1,log,auditlog,pass"
SecDefaultAction "phase:2,log,auditlog,pass"
SecAction "id:900990,phase:1,pass,nolog,t:none,setvar:tx.crs_setup_version=400,\\
  setvar:tx.paranoia_level=${paranoiaLevel},setvar:tx.blocking_paranoia_level=${paranoiaLevel},\\
  setvar:'tx.allowed_methods=GET HEAD POST OPTIONS PUT PATCH DELETE'"
Include ${folder}/crs/*.conf
`
}
