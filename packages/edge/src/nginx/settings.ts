import { headerLimits } from '@palisade/contracts'
import type { Policy } from '../policy.ts'
import { type Fragment, nginx } from '../syntax.ts'

/** How each Nginx begins. */
export const processSettings = nginx`
include deployment/process.conf;
worker_processes auto;
pcre_jit on;

events {
    worker_connections 2048;
}
`

/** What each Nginx is set to, whatever it serves. */
export function httpSettings(policy: Policy): Fragment {
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

# A header line is refused over this size, and so are all together over as many times as much. No endpoint takes a larger body than this; each sets its own limit.
client_header_buffer_size 2k;
large_client_header_buffers ${headerLimits.totalBytes / headerLimits.lineBytes} ${headerLimits.lineBytes};
client_max_body_size ${largestBodyBytes};
# In memory and in one piece, with room for the frames of a chunked one: scripts read no body from a file.
client_body_buffer_size ${2 * largestBodyBytes};
client_body_in_single_buffer on;

# Header names with an underscore or a control character are dropped: the next server may read them as others.
underscores_in_headers off;
ignore_invalid_headers on;

# Nginx repeats a request at the next node when no answer came: the node is down, or is about to stop and has closed the
# connection. It never repeats a POST or PATCH that was sent, so that no order is placed twice, and no answer of a node is a
# reason: a 503 of a busy database would be repeated at every node.
proxy_next_upstream error timeout;
proxy_next_upstream_tries 3;
proxy_next_upstream_timeout 5s;

# Lets text() of packages/edge write a dollar sign, which Nginx itself cannot.
geo $dollar { default "$"; }

# The scripts, and what they say to the configuration: what the WAF was asked, and what is wrong with a request.
js_path njs;
js_path nginx;
js_import request from request.js;
js_import claims from claims.js;
js_var $inspection;
js_var $problem_errors;

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
