import type { Policy } from '../policy.ts'
import { type Fragment, nginx } from '../syntax.ts'
import { apiHop } from './endpoints.ts'
import { renderHsts } from './headers.ts'
import { httpSettings, processSettings } from './settings.ts'

/** nginx.conf of an origin: what the edge has let pass is inspected again, and shared out among the nodes of the API. */
export function renderOrigin(policy: Policy): Fragment {
  return nginx`
${processSettings}

http {
    ${httpSettings(policy)}

    ${renderHsts('http_x_forwarded_proto')}

    include nginx/log.conf;
    include deployment/paths.conf;
    include nginx/routes.conf;
    include nginx/cors.conf;
    include nginx/request-headers.conf;
    include nginx/safe-requests.conf;
    include nginx/claims.conf;
    include nginx/plain-texts.conf;

    server {
        include deployment/listen-edge.conf;
        include nginx/problems.conf;

        location / {
            if ($is_from_the_edge = 0) { return 403; }
            if ($preflight) { rewrite ^ /pass/preflight last; }
            if ($endpoint = "") { return 404; }
            if ($authorization_refusal) { rewrite ^ /problem/$authorization_refusal last; }
            if ($origin_is_well_formed = 0) { rewrite ^ /problem/origin-not-allowed last; }
            if ($has_unexpected_body) { return 400; }
            if ($body_is_json = 0) { return 415; }
            if ($safe_class) { rewrite ^ /pass/safe last; }
            js_content request.handle;
        }

        include nginx/inspection.conf;

        # Compared and inspected again: the origin does not trust the edge with that.
        location /pass/ {
            internal;
            proxy_pass http://api$request_uri;
            ${AS_IT_CAME}
            proxy_set_header Cookie $declared_cookie;
            ${apiHop()}
        }
    }
}
`
}

const AS_IT_CAME = nginx`
proxy_http_version 1.1;
proxy_set_header Host $http_host;
proxy_set_header Connection "";
`
