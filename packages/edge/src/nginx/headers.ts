import { apiHeaders, pageHeaders } from '@palisade/contracts'
import { type Fragment, nginx, text, variable, word } from '../syntax.ts'

const HSTS = 'strict-transport-security'
const CSP = 'content-security-policy'

/**
 * headers-of-data.conf: on what the edge answers in the API's place. Nginx inherits add_header only where a block has
 * none of its own, so that each block includes the whole list.
 */
export function renderDataHeaders(): Fragment {
  return nginx`
${headersOfEachAnswer}

# A browser must be able to read a refusal: where it may, CORS says so on errors too.
add_header Vary Origin always;
add_header Access-Control-Allow-Origin $cors_origin always;
add_header Access-Control-Allow-Credentials $cors_credentials always;
add_header Access-Control-Expose-Headers $cors_exposed_headers always;
`
}

/** Whatever the answer is. */
export const headersOfEachAnswer = nginx`
add_header X-Request-Id $request_id always;
${fixedHeaders(apiHeaders)}
`

/** headers-of-pages.conf: on the SPA's files. The page connects to the API, which may be on another host [S72]. */
export function renderPageHeaders(): Fragment {
  const { [CSP]: policy = '', ...others } = pageHeaders
  const [before = '', after = ''] = policy.split("connect-src 'self'")
  return nginx`
add_header X-Request-Id $request_id always;
${fixedHeaders(others)}
add_header Content-Security-Policy ${text(`${before}connect-src `, variable('connect_sources'), after)} always;
`
}

function fixedHeaders(headers: Readonly<Record<string, string>>): Fragment[] {
  return Object.entries(headers).map(([name, value]) => {
    const written = name === HSTS ? nginx`$hsts` : text(value)
    return nginx`add_header ${titleCase(name)} ${written} always;`
  })
}

/** tls.conf, after Mozilla's intermediate profile (ssl-config.mozilla.org, guideline 5.7). */
export function renderTls(): Fragment {
  return nginx`
ssl_protocols TLSv1.2 TLSv1.3;
ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
ssl_ecdh_curve X25519:prime256v1:secp384r1;
# All of them are good: let a phone without AES in hardware choose ChaCha20.
ssl_prefer_server_ciphers off;
ssl_session_timeout 1d;
ssl_session_cache shared:tls_sessions:10m;
# A ticket is as secret as its key, and Nginx keeps that key for as long as it runs.
ssl_session_tickets off;
# No OCSP stapling: certificate authorities are ending OCSP, and certificates without its address need none.

${renderHsts('https')}
`
}

/** Whether this request came by TLS is told by `variable`. */
export function renderHsts(variable: 'https' | 'http_x_forwarded_proto'): Fragment {
  return nginx`
# Over plain HTTP the field must not be sent (RFC 6797 section 7.2).
map $${word(variable)} $hsts { default ""; "~^(?:on|https)$" ${text(apiHeaders[HSTS])}; }
`
}

/** `x-frame-options` as people write it. HTTP does not care about the case. */
export function titleCase(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
}
