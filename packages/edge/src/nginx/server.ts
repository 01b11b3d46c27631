import type { Policy } from '../policy.ts'
import { type Fragment, nginx } from '../syntax.ts'
import type { EdgeServer } from '../topology.ts'
import { renderHosts } from './hosts.ts'
import { httpSettings, processSettings } from './settings.ts'

/** nginx.conf of an edge, from top to bottom. The tables and what several places share stand in the files it includes. */
export function renderServer(policy: Policy, server: EdgeServer): Fragment {
  return nginx`
${processSettings}

http {
    ${httpSettings(policy)}

    include nginx/log.conf;
    include deployment/paths.conf;
    include nginx/tls.conf;
    include nginx/routes.conf;
    include nginx/hosts.conf;
    include nginx/cors.conf;
    include nginx/request-headers.conf;
    include nginx/safe-requests.conf;
    include nginx/claims.conf;
    include nginx/plain-texts.conf;
    include nginx/limits.conf;
    include nginx/pages.conf;

    # Plain HTTP is sent on to HTTPS, to the one public origin: never to what the Host field says.
    server {
        include deployment/listen-http.conf;
        include nginx/problems.conf;
        limit_conn connections ${server.connectionsPerIp};

        location / {
            add_header X-Request-Id $request_id always;
            return 308 $public_origin$request_uri;
        }
    }

    ${renderHosts(server)}
}
`
}
