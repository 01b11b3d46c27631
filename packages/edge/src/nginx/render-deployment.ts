import { type Fragment, nginx } from '../syntax.ts'
import type { Addresses, Paths, ProcessPaths } from '../topology.ts'

type Files = [path: string, body: Fragment][]

/** The files of deployment/ that say where a machine keeps things and listens. */
export function renderPaths({ nginx: server, waf, site }: Paths): Files {
  return [
    ['deployment/process.conf', processFile('js', 'nginx', server)],
    [
      'deployment/paths.conf',
      nginx`
access_log ${server.accessLog} edge;
${temporaryPaths(server.temporaryFolder, '')}
`,
    ],
    [
      'deployment/site.conf',
      nginx`
root ${site.webRoot};
ssl_certificate ${site.certificate};
ssl_certificate_key ${site.certificateKey};
`,
    ],
    ['deployment/client-authorities.conf', nginx`ssl_client_certificate ${site.clientAuthorities};`],
    ['deployment/listen-http.conf', nginx`listen ${site.listenHttp};`],
    ['deployment/listen-https.conf', nginx`listen ${site.listenHttps} ssl http2;`],
    ['deployment/waf-process.conf', processFile('modsecurity', 'waf', waf)],
    [
      'deployment/waf-paths.conf',
      nginx`
modsecurity_rules_file ${`${waf.modsecurityFolder}/main.conf`};
${temporaryPaths(waf.temporaryFolder, 'waf-')}
`,
    ],
    [
      'deployment/waf-log.conf',
      nginx`
SecAuditLog ${waf.auditLog}
SecTmpDir ${waf.temporaryFolder}
SecDataDir ${waf.temporaryFolder}
`,
    ],
    ['deployment/waf-rules.conf', nginx`Include ${`${waf.rulesFolder}/rules.conf`}`],
  ]
}

/** The files of deployment/ that say who calls whom. */
export function renderAddresses({ environmentFile, upstreams, waf, behindEdge }: Addresses): Files {
  const files: Files = [
    [
      'deployment/upstreams.conf',
      nginx`
# Where browsers find this deployment, and the environment whose CORS origins it allows.
include ${environmentFile};

upstream waf {
    # So many inspections may be under way or wait. One more is answered at once: unavailable, with Retry-After.
    zone waf 64k;
    server ${waf.address} max_conns=32;
    keepalive 32;
    # Shorter than the WAF keeps an idle connection: a request must not meet a closing one.
    keepalive_timeout 20s;
    keepalive_requests 10000;
}

upstream api {
    # All workers share these counts. A node that three times in a second gave no answer gets no requests for a second.
    zone api 64k;
    ${upstreams.map(address => nginx`server ${address} max_fails=3 fail_timeout=1s;`)}
    keepalive 32;
    # Likewise shorter than Node keeps one.
    keepalive_timeout 4s;
}

${behindEdge ? [edgeAlone(behindEdge.edge)] : []}
`,
    ],
    [
      'deployment/waf-listen.conf',
      nginx`
listen ${waf.address};
set_real_ip_from ${waf.client};
`,
    ],
  ]
  if (behindEdge) files.push(['deployment/listen.conf', nginx`listen ${behindEdge.listen};`])
  return files
}

function edgeAlone(address: string): Fragment {
  return nginx`
# The edge by its own address: it alone may send requests, and say where they came from.
geo $realip_remote_addr $is_from_the_edge { default 0; ${address} 1; }
set_real_ip_from ${address};
real_ip_header X-Forwarded-For;
`
}

function processFile(
  module: 'js' | 'modsecurity',
  name: string,
  { user, errorLog, temporaryFolder }: ProcessPaths,
): Fragment {
  return nginx`
load_module ${`modules/ngx_http_${module}_module.so`};
${user ? [nginx`user ${user};`] : []}
pid ${`${temporaryFolder}/${name}.pid`};
error_log ${errorLog} warn;
`
}

function temporaryPaths(folder: string, prefix: string): Fragment {
  const kinds = { client_body: 'bodies', proxy: 'proxy', fastcgi: 'fastcgi', scgi: 'scgi', uwsgi: 'uwsgi' }
  return nginx`${Object.entries(kinds).map(([kind, name]) => nginx`${`${kind}_temp_path`} ${`${folder}/${prefix}${name}`};`)}`
}
