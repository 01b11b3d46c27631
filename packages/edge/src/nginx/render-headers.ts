import { apiHeaders, pageHeaders } from '@palisade/contracts'
import { type Fragment, nginx, text, variable } from '../syntax.ts'

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
add_header X-Request-Id $x_request_id always;
${fixedHeaders(apiHeaders)}
`

/** headers-of-pages.conf: on the SPA's files. The page connects to the API, which may be on another host [S72]. */
export function renderPageHeaders(): Fragment {
  const { 'content-security-policy': policy = '', ...others } = pageHeaders
  const [before = '', after = ''] = policy.split("connect-src 'self'")
  return nginx`
add_header X-Request-Id $x_request_id always;
${fixedHeaders(others)}
add_header Content-Security-Policy ${text(`${before}connect-src `, variable('connect_sources'), after)} always;
`
}

function fixedHeaders(headers: Readonly<Record<string, string>>): Fragment[] {
  return Object.entries(headers).map(
    ([name, value]) =>
      nginx`add_header ${name} ${name === 'strict-transport-security' ? variable('hsts') : value} always;`,
  )
}
