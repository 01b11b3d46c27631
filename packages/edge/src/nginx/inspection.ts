import { type Fragment, nginx } from '../syntax.ts'

/**
 * inspection.conf: how the WAF is asked, by njs/request.js. An inspection request has the method and path of the client's
 * own, and in its body the texts that people wrote, as `line=…&text=…`. It goes no further: the answer is 204 or 403.
 */
export function renderInspection(): Fragment {
  return nginx`
location = /inspect {
    internal;
    # Encoding as a form can triple the size of a text.
    client_max_body_size 256k;
    proxy_pass http://waf$request_path;
    proxy_method $declared_method;
    proxy_http_version 1.1;
    proxy_pass_request_headers off;
    proxy_set_header Host $host;
    proxy_set_header Connection "";
    proxy_set_header Content-Type application/x-www-form-urlencoded;
    proxy_set_header User-Agent $user_agent_to_inspect;

    # For its rules and its log: whose request it is, and under which id and pseudonym the other logs have it.
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Request-Id $request_id;
    proxy_set_header X-Edge-Endpoint $endpoint;
    proxy_set_header X-Edge-Subject $token_subject;
    proxy_set_header X-Edge-Tenant $token_tenant;

    # An inspection takes milliseconds. After a second the client gets 503 with Retry-After, and the API gets nothing.
    proxy_connect_timeout 500ms;
    proxy_send_timeout 1s;
    proxy_read_timeout 1s;
    proxy_next_upstream off;
    proxy_intercept_errors off;
    # The answer is a status and an empty page.
    subrequest_output_buffer_size 4k;
}
`
}
