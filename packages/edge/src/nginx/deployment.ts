import { type Fragment, nginx, sections } from '../syntax.ts'
import type { EdgeDeployment, OriginDeployment, ServerPlaces, WafDeployment } from '../topology.ts'

/** The files of deployment/: all that depends on the machine, and nothing else. */
export function renderDeploymentFiles({ deployment, waf }: ServerPlaces): ReadonlyMap<string, Fragment> {
  const own: [string, Fragment][] =
    'listenHttps' in deployment
      ? [
          ['deployment/paths.conf', sections(pathsOfEdge(deployment), paths(deployment, waf.deployment))],
          ['deployment/listen-http.conf', nginx`listen ${deployment.listenHttp};`],
          ['deployment/listen-https.conf', nginx`listen ${deployment.listenHttps} ssl http2;`],
        ]
      : [
          ['deployment/paths.conf', sections(pathsOfOrigin(deployment), paths(deployment, waf.deployment))],
          ['deployment/listen-edge.conf', nginx`listen ${deployment.listen};`],
        ]
  return new Map([...own, ['deployment/process.conf', processFile('js', deployment)], ...wafFiles(waf.deployment)])
}

function wafFiles(waf: WafDeployment): [string, Fragment][] {
  return [
    ['deployment/waf-process.conf', processFile('modsecurity', waf)],
    [
      'deployment/waf-listen.conf',
      nginx`
listen ${waf.listen};
set_real_ip_from ${waf.clientAddress};
`,
    ],
    [
      'deployment/waf-paths.conf',
      nginx`
modsecurity_rules_file ${`${waf.configurationFolder}/modsecurity/main.conf`};
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

type Process = { readonly user?: string; readonly errorLog: string; readonly temporaryFolder: string }

function processFile(module: 'js' | 'modsecurity', { user, errorLog, temporaryFolder }: Process): Fragment {
  const name = module === 'js' ? 'nginx' : 'waf'
  return nginx`
load_module ${`modules/ngx_http_${module}_module.so`};
${user ? [nginx`user ${user};`] : []}
pid ${`${temporaryFolder}/${name}.pid`};
error_log ${errorLog} warn;
`
}

function pathsOfEdge({ webRoot, certificate, certificateKey, clientAuthorities }: EdgeDeployment): Fragment {
  return nginx`
root ${webRoot};
ssl_certificate ${certificate};
ssl_certificate_key ${certificateKey};
${clientAuthorities ? [nginx`ssl_client_certificate ${clientAuthorities};`] : []}
`
}

function pathsOfOrigin({ edgeAddress }: OriginDeployment): Fragment {
  return nginx`
# The edge by its own address: it alone may send requests, and say where they came from.
geo $realip_remote_addr $is_from_the_edge { default 0; ${edgeAddress} 1; }
set_real_ip_from ${edgeAddress};
real_ip_header X-Forwarded-For;
`
}

function paths(deployment: EdgeDeployment | OriginDeployment, waf: WafDeployment): Fragment {
  return nginx`
access_log ${deployment.accessLog} edge;

# Where browsers find this deployment, and the environment whose origins it allows.
include ${deployment.environmentFile};

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
    ${deployment.upstreams.map(address => nginx`server ${address} max_fails=3 fail_timeout=1s;`)}
    keepalive 32;
    # Likewise shorter than Node keeps one.
    keepalive_timeout 4s;
}

${temporaryPaths(deployment.temporaryFolder)}
`
}

function temporaryPaths(folder: string, prefix = ''): Fragment {
  const path = (name: string) => `${folder}/${prefix}${name}`
  return nginx`
client_body_temp_path ${path('bodies')};
proxy_temp_path ${path('proxy')};
fastcgi_temp_path ${path('fastcgi')};
scgi_temp_path ${path('scgi')};
uwsgi_temp_path ${path('uwsgi')};
`
}
