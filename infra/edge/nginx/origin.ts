import { nginx } from '../nginx-syntax.ts'
import type { Policy } from '../policy.ts'
import type { Fragment } from '../syntax.ts'
import { apiHop, toldToTheWaf } from './endpoints.ts'
import { renderHsts } from './headers.ts'
import { httpSettings, processSettings } from './settings.ts'

/** nginx.conf of an origin: what the edge has let pass is inspected anew, and shared out among the nodes of the API. */
export function renderOrigin(policy: Policy): Fragment {
  return nginx`
${processSettings}

http {
    ${httpSettings(policy)}

    ${renderHsts(policy, 'http_x_forwarded_proto')}

    include nginx/log.conf;
    include deployment/places.conf;
    include nginx/routes.conf;
    include nginx/cors.conf;
    include nginx/proofs.conf;
    include nginx/claims.conf;
    include nginx/bodies.conf;

    server {
        include deployment/listen-edge.conf;
        include nginx/problems.conf;

        location / {
            if ($is_from_the_edge = 0) { return 403; }
            if ($proven_class) { rewrite ^ /proven last; }
            proxy_pass http://waf;
            ${AS_IT_CAME}
            ${toldToTheWaf}
        }

        # Proven anew, not because the edge says so.
        location = /proven {
            internal;
            proxy_pass http://api$request_uri;
            ${AS_IT_CAME}
            ${apiHop()}
        }
    }

    # ModSecurity, between that server and the nodes.
    include nginx/waf.conf;
}
`
}

const AS_IT_CAME = nginx`
proxy_http_version 1.1;
proxy_set_header Host $http_host;
proxy_set_header Connection "";
`
