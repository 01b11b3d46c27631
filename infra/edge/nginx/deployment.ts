import { nginx } from '../nginx-syntax.ts'
import { seclang } from '../seclang-syntax.ts'
import { type Fragment, sections } from '../syntax.ts'
import type { Deployment, EdgeDeployment, OriginDeployment } from '../topology.ts'

/** The files of deployment/: all that depends on the machine, and nothing else. */
export function renderDeploymentFiles(deployment: Deployment): ReadonlyMap<string, Fragment> {
  const own: [string, Fragment][] =
    'listenHttps' in deployment
      ? [
          ['deployment/places.conf', sections(placesOfEdge(deployment), places(deployment))],
          ['deployment/listen-http.conf', nginx`listen ${deployment.listenHttp};`],
          ['deployment/listen-https.conf', nginx`listen ${deployment.listenHttps} ssl http2;`],
        ]
      : [
          ['deployment/places.conf', sections(placesOfOrigin(deployment), places(deployment))],
          ['deployment/listen-edge.conf', nginx`listen ${deployment.listen};`],
        ]
  return new Map([
    ...own,
    ['deployment/process.conf', processFile(deployment)],
    ['deployment/listen-waf.conf', nginx`listen ${wafSocket(deployment)};`],
    ['deployment/waf-places.conf', wafPlaces(deployment)],
    ['deployment/waf-rules.conf', seclang`Include ${deployment.crsRulesFolder}/*.conf`],
  ])
}

function processFile({ user, errorLog, temporaryFolder }: Deployment): Fragment {
  return nginx`
load_module modules/ngx_http_modsecurity_module.so;
load_module modules/ngx_http_js_module.so;
${user ? [nginx`user ${user};`] : []}
pid ${`${temporaryFolder}/nginx.pid`};
error_log ${errorLog} warn;
`
}

function placesOfEdge({ webRoot, certificate, certificateKey, clientAuthorities }: EdgeDeployment): Fragment {
  return nginx`
root ${webRoot};
ssl_certificate ${certificate};
ssl_certificate_key ${certificateKey};
${clientAuthorities ? [nginx`ssl_client_certificate ${clientAuthorities};`] : []}
`
}

function placesOfOrigin({ edgeAddress }: OriginDeployment): Fragment {
  return nginx`
# The edge by its own address: it alone may send requests, and say where they came from.
geo $realip_remote_addr $is_from_the_edge { default 0; ${edgeAddress} 1; }
set_real_ip_from ${edgeAddress};
real_ip_header X-Forwarded-For;
`
}

function places(deployment: Deployment): Fragment {
  const temporary = (name: string) => `${deployment.temporaryFolder}/${name}`
  return nginx`
access_log ${deployment.accessLog} edge;
modsecurity_rules_file ${`${deployment.configurationFolder}/waf/main.conf`};

# Where browsers find this deployment, and the environment whose origins it allows.
include ${deployment.environmentFile};

upstream waf {
    server ${wafSocket(deployment)};
    keepalive 32;
    # Shorter than the server there keeps an idle connection: a request must not meet a closing one.
    keepalive_timeout 20s;
}

upstream api {
    # All workers know which of them has failed; it is left alone for a second. A 503 counts as well, from a node that
    # stops or is too busy: one such answer must not take a node away, nor a few of them all nodes for long.
    zone api 64k;
    ${deployment.upstreams.map(address => nginx`server ${address} max_fails=3 fail_timeout=1s;`)}
    keepalive 32;
    # Likewise shorter than Node keeps one.
    keepalive_timeout 4s;
}

client_body_temp_path ${temporary('bodies')};
proxy_temp_path ${temporary('proxy')};
fastcgi_temp_path ${temporary('fastcgi')};
scgi_temp_path ${temporary('scgi')};
uwsgi_temp_path ${temporary('uwsgi')};
`
}

/** A socket that only processes of the same machine or container can open: there is no way around the first server. */
function wafSocket({ temporaryFolder }: Deployment): string {
  return `unix:${temporaryFolder}/waf.sock`
}

function wafPlaces({ auditLog, temporaryFolder }: Deployment): Fragment {
  return seclang`
SecAuditLog ${auditLog}
SecTmpDir ${temporaryFolder}
SecDataDir ${temporaryFolder}
`
}
