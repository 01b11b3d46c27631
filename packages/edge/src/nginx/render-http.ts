import { apiHeaders, type Endpoint, headerLimits } from '@palisade/contracts'
import type { Policy } from '../edge-policy.ts'
import { type Fragment, nginx } from '../syntax.ts'

const largestBodyBytes = (endpoints: readonly Endpoint[]) =>
  Math.max(1, ...endpoints.map(({ maxBodyBytes }) => maxBodyBytes))

/** Of the bodies that the scripts read. Files pass without being held. */
const largestReadBytes = ({ endpoints }: Policy) => largestBodyBytes(endpoints.filter(({ upload }) => !upload))

/** http.conf: the sizes of any request, and HSTS. */
export function renderHttp(policy: Policy): Fragment {
  return nginx`
# A header line is refused over this size, and so are all together over as many times as much. No endpoint takes a larger
# body than this; each sets its own limit. The buffer has room for the frames of a chunked body that the scripts read.
large_client_header_buffers ${headerLimits.totalBytes / headerLimits.lineBytes} ${headerLimits.lineBytes};
client_max_body_size ${largestBodyBytes(policy.endpoints)};
client_body_buffer_size ${2 * largestReadBytes(policy)};

# Over plain HTTP the field must not be sent (RFC 6797 section 7.2).
map $client_scheme $hsts { default ""; https ${apiHeaders['strict-transport-security']}; }
`
}

/** The WAF reads the largest body that the scripts read, with each of its bytes encoded as three. */
const wafBodyBytes = (policy: Policy) => 3 * largestReadBytes(policy)

/** waf-body.conf: all of it in memory. */
export const renderWafBody = (policy: Policy): Fragment => nginx`
client_max_body_size ${wafBodyBytes(policy)};
client_body_buffer_size ${wafBodyBytes(policy)};
`

/** waf-body-limits.conf, for ModSecurity. */
export const renderWafBodyLimits = (policy: Policy): Fragment => nginx`
SecRequestBodyLimit ${wafBodyBytes(policy)}
SecRequestBodyNoFilesLimit ${wafBodyBytes(policy)}
`
