import { apiHeaders, headerLimits } from '@palisade/contracts'
import type { Policy } from '../edge-policy.ts'
import { type Fragment, nginx } from '../syntax.ts'

const largestBodyBytes = ({ endpoints }: Policy) => Math.max(1, ...endpoints.map(({ maxBodyBytes }) => maxBodyBytes))

/** http.conf: the sizes of any request, and HSTS. */
export function renderHttp(policy: Policy): Fragment {
  return nginx`
# A header line is refused over this size, and so are all together over as many times as much. No endpoint takes a larger
# body than this; each sets its own limit. The buffer has room for the frames of a chunked body.
large_client_header_buffers ${headerLimits.totalBytes / headerLimits.lineBytes} ${headerLimits.lineBytes};
client_max_body_size ${largestBodyBytes(policy)};
client_body_buffer_size ${2 * largestBodyBytes(policy)};

# Over plain HTTP the field must not be sent (RFC 6797 section 7.2).
map $client_scheme $hsts { default ""; https ${apiHeaders['strict-transport-security']}; }
`
}

/** What the WAF reads, all of it in memory: the largest body of any endpoint, with each of its bytes encoded as three. */
export function renderInspectionBody(policy: Policy): [path: string, body: Fragment][] {
  const bytes = 3 * largestBodyBytes(policy)
  return [
    [
      'waf-body.conf',
      nginx`
client_max_body_size ${bytes};
client_body_buffer_size ${bytes};
`,
    ],
    [
      'waf-body-limits.conf',
      nginx`
SecRequestBodyLimit ${bytes}
SecRequestBodyNoFilesLimit ${bytes}
`,
    ],
  ]
}
