import { anyIdOf, type Policy } from '../policy.ts'
import { Fragment, nginx } from '../syntax.ts'
import type { WafSettings } from '../topology.ts'

/**
 * waf/nginx.conf: ModSecurity, in processes of its own that only inspect. What is slow or fails here delays the requests
 * that have to be inspected, and no others. There is nothing to reach behind it.
 */
export function renderWaf(): Fragment {
  return nginx`
include ../deployment/waf-process.conf;
# One slow text does not hold up the next. More of them would share the same processor time.
worker_processes 2;
# Behind the processes that serve: they get a processor first.
worker_priority 10;
pcre_jit on;

events {
    worker_connections 512;
}

http {
    server_tokens off;
    access_log off;
    client_header_timeout 5s;
    client_body_timeout 5s;
    keepalive_timeout 60s;
    keepalive_requests 100000;
    # The largest body of any endpoint, with each of its bytes encoded as three.
    client_max_body_size 256k;
    client_body_buffer_size 256k;
    include ../deployment/waf-paths.conf;

    server {
        include ../deployment/waf-listen.conf;

        # Whose address the rules see and log; only the edge can send requests here.
        real_ip_header X-Forwarded-For;

        modsecurity on;
        # One id from the access log to the audit log.
        modsecurity_transaction_id $http_x_request_id;

        # ModSecurity has read the request before Nginx looks for a file; there is none, and nothing was found.
        location / { try_files /none =204; }
    }
}
`
}

/** waf/settings.conf: how strict the rules are, by endpoint. Ids below 100000 are free for local rules. */
export function renderWafSettings({ endpoints }: Policy, waf: WafSettings): Fragment {
  const session = endpoints.filter(({ limit }) => limit === 'session')
  return nginx`
SecRuleEngine ${waf.mode === 'enforce' ? 'On' : 'DetectionOnly'}

SecAction "id:10100,phase:1,pass,nolog,t:none,setvar:tx.score=0,\
    setvar:tx.paranoia_level=${waf.paranoiaLevel},setvar:tx.threshold=${waf.anomalyThreshold}"

# Limit class session: attackers try passwords and tokens there [S50, S71].
SecRule REQUEST_HEADERS:X-Edge-Endpoint "@rx ${new Fragment(`\\A(?:${anyIdOf(session)})\\z`)}" \
    "id:10101,phase:1,pass,nolog,t:none,\
    setvar:tx.paranoia_level=${waf.sessionParanoiaLevel},setvar:tx.threshold=${waf.sessionAnomalyThreshold}"
`
}
