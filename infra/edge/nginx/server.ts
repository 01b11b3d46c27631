import { nginx } from '../nginx-syntax.ts'
import { byPath, type Policy } from '../policy.ts'
import { type Fragment, sections } from '../syntax.ts'
import type { EdgeServer } from '../topology.ts'

/** nginx.conf: the edge from top to bottom. The tables and what several places share stand in the files it includes. */
export function renderServer(policy: Policy, server: EdgeServer): Fragment {
  return nginx`
include deployment/process.conf;
worker_processes auto;

events {
    worker_connections 2048;
}

http {
    ${httpSettings(policy)}

    include nginx/log.conf;
    include deployment/places.conf;
    include nginx/tls.conf;
    include nginx/routes.conf;
    include nginx/cors.conf;
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

    server {
        include deployment/listen-https.conf;
        include nginx/problems.conf;
        limit_conn connections ${server.connectionsPerIp};

        ${apiLocations(policy)}

        # Where route.conf sends what it lets pass.
        include nginx/preflights.conf;
        include nginx/endpoints.conf;

        # All other paths are the SPA's.
        include nginx/spa.conf;
    }

    # ModSecurity, between that server and the API.
    include nginx/waf.conf;
}
`
}

function httpSettings(policy: Policy): Fragment {
  const largestBodyBytes = Math.max(1, ...policy.endpoints.map(endpoint => endpoint.maxBodyBytes))
  return nginx`
# Neither name nor version: they tell an attacker what to try.
server_tokens off;

# A client that is slow on purpose holds a connection no longer than this (Slowloris).
client_header_timeout 10s;
client_body_timeout 10s;
send_timeout 10s;
keepalive_timeout 30s;
reset_timedout_connection on;

# A header line over 8 KiB is refused. No endpoint takes a larger body than this; each sets its own limit.
client_header_buffer_size 2k;
large_client_header_buffers 4 8k;
client_max_body_size ${largestBodyBytes};
client_body_buffer_size ${largestBodyBytes};

# Header names with an underscore or a control character are dropped: the next server may read them as others.
underscores_in_headers off;
ignore_invalid_headers on;

# Lets text() of infra/edge write a dollar sign, which Nginx itself cannot.
geo $dollar { default "$"; }

map_hash_bucket_size 256;
variables_hash_bucket_size 128;
sendfile on;
tcp_nopush on;
charset utf-8;
charset_types text/css text/plain text/javascript;
default_type application/octet-stream;
types {
    text/html html;
    text/css css;
    text/javascript js mjs;
    text/plain txt;
    application/json json map;
    application/manifest+json webmanifest;
    application/wasm wasm;
    font/woff2 woff2;
    image/avif avif;
    image/png png;
    image/svg+xml svg;
    image/webp webp;
    image/x-icon ico;
}
`
}

/** The paths whose requests go through route.conf. `/api` as a whole is one: what is not declared there is refused. */
function apiLocations(policy: Policy): Fragment {
  const outside = [...byPath(policy).keys()].filter(path => !path.startsWith('/api/'))
  return sections(
    nginx`
# The API: only what the contracts declare.
location = /api { include nginx/route.conf; }
location /api/ { include nginx/route.conf; }
${outside.map(path => nginx`location = ${path} { include nginx/route.conf; }`)}
`,
  )
}
