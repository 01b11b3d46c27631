import { nginx } from '../nginx-syntax.ts'
import { seclang } from '../seclang-syntax.ts'
import type { Fragment } from '../syntax.ts'
import type { Deployment } from '../topology.ts'

/** The files of deployment/: all that depends on the machine, and nothing else. */
export function renderDeploymentFiles(deployment: Deployment): ReadonlyMap<string, Fragment> {
  return new Map([
    ['deployment/process.conf', processFile(deployment)],
    ['deployment/places.conf', places(deployment)],
    ['deployment/listen-http.conf', nginx`listen ${deployment.listenHttp} default_server;`],
    ['deployment/listen-https.conf', nginx`listen ${deployment.listenHttps} ssl http2 default_server;`],
    ['deployment/listen-waf.conf', nginx`listen ${wafSocket(deployment)};`],
    ['deployment/waf-places.conf', wafPlaces(deployment)],
    ['deployment/waf-rules.conf', seclang`Include ${deployment.crsRulesFolder}/*.conf`],
  ])
}

function processFile({ user, errorLog, temporaryFolder }: Deployment): Fragment {
  return nginx`
load_module modules/ngx_http_modsecurity_module.so;
${user ? [nginx`user ${user};`] : []}
pid ${`${temporaryFolder}/nginx.pid`};
error_log ${errorLog} warn;
`
}

function places(deployment: Deployment): Fragment {
  const temporary = (name: string) => `${deployment.temporaryFolder}/${name}`
  return nginx`
access_log ${deployment.accessLog} edge;
root ${deployment.webRoot};
ssl_certificate ${deployment.certificate};
ssl_certificate_key ${deployment.certificateKey};
modsecurity_rules_file ${`${deployment.configurationFolder}/waf/main.conf`};

# Where browsers find this deployment, and the environment whose origins it allows.
include ${deployment.environmentFile};

upstream waf {
    server ${wafSocket(deployment)};
    keepalive 32;
}

upstream api {
    server ${deployment.upstream};
    keepalive 32;
    # Shorter than Node keeps an idle connection: a request must not meet a closing one.
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
