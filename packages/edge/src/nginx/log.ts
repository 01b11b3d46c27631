import { type Fragment, nginx } from '../syntax.ts'

/**
 * log.conf: one line of JSON for each request. The query is left out: it carries what people search for, and sometimes
 * what they should not have put there.
 */
export function renderLog(): Fragment {
  return nginx`
# A connection that was cut before an answer has the status 000, and HTTP/0.9 has 009: they are no numbers of JSON.
map $status $logged_status { default $status; 000 0; 009 9; }

# Whether the WAF was asked: unneeded, clean, blocked or unavailable; empty for what got no further than Nginx.
map "$safe_class $inspection" $logged_inspection { default unneeded; "~^ (?<inspected>.*)" $inspected; }

log_format edge escape=json '{'
    '"time":"$time_iso8601",'
    '"requestId":"$request_id",'
    '"ip":"$remote_addr",'
    '"method":"$method",'
    '"path":"$request_path",'
    '"endpoint":"$endpoint",'
    '"protocol":"$server_protocol",'
    '"status":$logged_status,'
    '"bytes":$bytes_sent,'
    '"seconds":$request_time,'
    '"inspection":"$logged_inspection",'
    '"upstream":"$upstream_addr",'
    '"upstreamStatus":"$upstream_status",'
    '"upstreamSeconds":"$upstream_response_time",'
    '"subject":"$upstream_http_x_log_subject",'
    '"tenant":"$upstream_http_x_log_tenant",'
    '"claimedSubject":"$claimed_subject",'
    '"claimedTenant":"$claimed_tenant",'
    '"limit":"$limit_req_status",'
    '"origin":"$http_origin",'
    '"userAgent":"$http_user_agent"'
    '}';
`
}
