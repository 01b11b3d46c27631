import { nginx } from '../nginx-syntax.ts'
import type { Fragment } from '../syntax.ts'
import { verdicts } from '../waf/verdicts.ts'
import { apiHop } from './endpoints.ts'

const nextHop = nginx`
add_header X-Accel-Redirect $problem_location always;
proxy_http_version 1.1;
proxy_set_header Host $http_host;
proxy_set_header Connection "";
# Between the two servers alone.
proxy_set_header X-Edge-Endpoint "";
proxy_set_header X-Edge-Proven "";
proxy_set_header X-Edge-Subject "";
proxy_set_header X-Edge-Tenant "";
${apiHop()}
`

/**
 * waf.conf: ModSecurity, in a server of its own behind the first one. It comes after the limits there, so that a flood
 * costs no inspections. And its refusals become problems in the first server: an error page in the same server would
 * forget the rules that matched before the audit log could name them.
 */
export function renderWaf(): Fragment {
  return nginx`
# A verdict sends the first server to the problem that the client gets.
map $status $problem_location {
    ${verdicts.blocked} /problem/blocked;
    ${verdicts.unreadable} /problem/malformed-request;
    ${verdicts.unavailable} /problem/unavailable;
    ${verdicts.undeclared} /problem/validation-failed;
}

server {
    include deployment/listen-waf.conf;
    access_log off;

    # Whose address the rules see and log: the first server has overwritten what the client said.
    set_real_ip_from unix:;
    real_ip_header X-Forwarded-For;

    modsecurity on;
    # One id from the access log to the audit log.
    modsecurity_transaction_id $http_x_request_id;

    ${nextHop}
    # A named location: to it, the server's own rewriting is over.
    error_page 502 504 = @unavailable;

    # Proven by bodies.conf, and nothing is left to read. Only the first server can say so.
    if ($http_x_edge_proven = body) { rewrite ^ /proven last; }

    location / {
        proxy_pass http://api;
    }

    location = /proven {
        internal;
        modsecurity off;
        proxy_pass http://api$request_uri;
    }

    location @unavailable {
        modsecurity off;
        return ${verdicts.unavailable};
    }
}
`
}
