import {
  type CookieName,
  cookieName,
  cookiePattern,
  cookies,
  credentialFormats,
  type Endpoint,
  fetchMetadata,
  foreignPages,
  isPublicDocument,
  longestUserAgent,
} from '@palisade/contracts'
import { endpointTable, type Policy } from '../edge-policy.ts'
import { type Fragment, nginx, pattern, sections, text, variable } from '../syntax.ts'
import { titleCase } from './render-headers.ts'

/**
 * request-headers.conf: the fields of a client that are forwarded to the API, each only in its declared forms. What has
 * another form is refused, but for the client's own name (infra/shared/nginx/user-agents.conf).
 */
export function renderRequestHeaders(policy: Policy): Fragment {
  const { accessToken, apiKey } = credentialFormats
  return sections(
    nginx`
# A token in its three parts, or an API key. The problem is the one that the API has for what it cannot read.
map $http_authorization $authorization_refusal {
    default unauthenticated;
    "" "";
    ${pattern(`~*\\Abearer (?:${accessToken}|${apiKey})\\z`)} "";
    "~*^bearer " invalid-token;
}
`,
    fetchMetadataTables(policy),
    cookieTables(policy),
    nginx`
# Fields that only some endpoints read: empty, and then not sent, for the others.
${declaredFields(policy).map(({ name, readers }) => endpointTable(fieldVariable(name), '', [[readers, sent(name)]]))}

# The name of a client in printable ASCII, of a realistic length; other names are not forwarded.
map $http_user_agent $user_agent {
    default "";
    ${pattern(`~\\A[\\x20-\\x7e]{1,${longestUserAgent}}\\z`)} $http_user_agent;
}
`,
  )
}

/** An `<img>` or a form of any page can send a request with the visitor's cookies; only CORS asks before. */
function fetchMetadataTables({ endpoints }: Policy): Fragment {
  const { sites, exceptMode } = foreignPages
  const wellFormed = (name: keyof typeof fetchMetadata, known: string) => nginx`
map ${sent(name)} ${variable(known)} {
    default "";
    ${fetchMetadata[name].map(value => nginx`${value} ${value};`)}
}
`
  return nginx`
# Fetch Metadata: browsers send these fields, and no page can change them. Other values are not forwarded.
${[wellFormed('sec-fetch-site', 'fetch_site'), wellFormed('sec-fetch-mode', 'fetch_mode')]}

# A foreign page that does not ask by CORS: an image, a form, a link. It may open public documents alone.
map "$fetch_site $fetch_mode" $is_from_a_foreign_page {
    default 0;
    ${sites.map(site => nginx`${`${site} ${exceptMode}`} 0;`)}
    ${pattern(`~^(?:${sites.join('|')}) `)} $is_no_public_document;
}
${endpointTable('is_no_public_document', '1', [[endpoints.filter(isPublicDocument), '0']])}
`
}

const HTTPS = { isHttps: true }

/** Of all cookies, the one that the endpoint reads. */
function cookieTables({ endpoints }: Policy): Fragment {
  const names = Object.keys(cookies) as CookieName[]
  const pairs = names.map(name => ({ name, pair: `${name}_pair`, value: variable(`${name}_value`) }))
  return nginx`
# Only the cookie that the endpoint reads is forwarded, and only in the form of its token. What other software has set stays here,
# and so do two tokens under one name.
${pairs.map(
  ({ name, pair, value }) => nginx`
map $http_cookie ${variable(pair)} {
    default "";
    ${pattern(`~${cookiePattern(name, HTTPS)}`)} ${text(`${cookieName(name, HTTPS)}=`, value)};
}
`,
)}
${endpointTable(
  'declared_cookie',
  '',
  pairs.map(({ name, pair }) => [endpoints.filter(({ cookie }) => cookie === name), variable(pair)]),
)}
`
}

/** The header fields that endpoints declare, the type of a body among them, each with the endpoints that read it. */
function declaredFields({ endpoints }: Policy) {
  const fieldsOf = ({ maxBodyBytes, request }: Endpoint) => [
    ...(maxBodyBytes > 0 ? ['content-type'] : []),
    ...Object.keys(request.headers?.properties ?? {}),
  ]
  const names = [...new Set(endpoints.flatMap(fieldsOf))]
  return names.map(name => ({ name, readers: endpoints.filter(endpoint => fieldsOf(endpoint).includes(name)) }))
}

/** Sends each field that endpoints declare to the API where the endpoint reads it. */
export function passDeclaredFields(policy: Policy): Fragment[] {
  return declaredFields(policy).map(
    ({ name }) => nginx`proxy_set_header ${titleCase(name)} ${variable(fieldVariable(name))};`,
  )
}

const fieldVariable = (name: string) => `${name.replaceAll('-', '_')}_field`

/** What the client sent in the field. */
const sent = (name: string) => variable(`http_${name.replaceAll('-', '_')}`)
