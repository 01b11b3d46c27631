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
import { endpointTable, membersOf, type Policy } from '../edge-policy.ts'
import { type Fragment, nginx, pattern, text, variable } from '../syntax.ts'
import type { EdgeProblem } from './render-problems.ts'

/**
 * request-headers.conf: the fields of a client that are forwarded to the API, each only in its declared forms. What has
 * another form is refused, but for the client's own name (infra/shared/nginx/user-agents.conf).
 */
export function renderRequestHeaders(policy: Policy): Fragment {
  const { accessToken, apiKey } = credentialFormats
  return nginx`
# A token in its three parts, or an API key. The problem is the one that the API has for what it cannot read.
map $http_authorization $authorization_refusal {
    default ${'unauthenticated' satisfies EdgeProblem};
    "" "";
    ${pattern(`~*\\Abearer (?:${accessToken}|${apiKey})\\z`)} "";
    "~*^bearer " ${'invalid-token' satisfies EdgeProblem};
}

${fetchMetadataTables(policy)}

${cookieTables(policy)}

# Fields that only some endpoints read: empty, and then not sent, for the others.
${declaredFields(policy).map(name =>
  endpointTable(policy, fieldVariable(name), '', endpoint => (fieldsOf(endpoint).includes(name) ? sent(name) : '')),
)}

# The name of a client in printable ASCII, of a realistic length; other names are not forwarded. Nor is one with a file:
# nothing inspects it there.
map "$is_upload $http_user_agent" $user_agent {
    default "";
    ${pattern(`~\\A0 [\\x20-\\x7e]{1,${longestUserAgent}}\\z`)} $http_user_agent;
}
`
}

/** An `<img>` or a form of any page can send a request with the visitor's cookies; only CORS asks before. */
function fetchMetadataTables(policy: Policy): Fragment {
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
${endpointTable(policy, 'is_no_public_document', '1', endpoint => (isPublicDocument(endpoint) ? '0' : '1'))}
`
}

const HTTPS = { isHttps: true }

/** Of all cookies, those that the endpoint reads. */
function cookieTables(policy: Policy): Fragment {
  const names = Object.keys(cookies) as CookieName[]
  const pairOf = (name: CookieName, index: number) => variable(`${index > 0 ? 'next_' : ''}${name}_pair`)
  const pairs = names.map(name => ({ name, pair: `${name}_pair`, value: variable(`${name}_value`) }))
  return nginx`
# Only the cookies that the endpoint reads are forwarded, and only in the form of their tokens. What other software has set stays
# here, and so do two tokens under one name.
${pairs.map(
  ({ name, pair, value }) => nginx`
map $http_cookie ${variable(pair)} {
    default "";
    ${pattern(`~${cookiePattern(name, HTTPS)}`)} ${text(`${cookieName(name, HTTPS)}=`, value)};
}
map ${variable(pair)} ${variable(`next_${pair}`)} {
    default ${text('; ', variable(pair))};
    "" "";
}
`,
)}
${endpointTable(policy, 'declared_cookies', '', ({ cookies }) => (cookies ? text(...cookies.map(pairOf)) : ''))}
`
}

/** The header fields that an endpoint declares, the type of a body among them. */
const fieldsOf = ({ maxBodyBytes, request }: Endpoint) => [
  ...(maxBodyBytes > 0 ? ['content-type'] : []),
  ...Object.keys(membersOf(request.headers)),
]

const declaredFields = ({ endpoints }: Policy) => [...new Set(endpoints.flatMap(fieldsOf))]

/** Sends each field that endpoints declare to the API where the endpoint reads it. */
export function passDeclaredFields(policy: Policy): Fragment[] {
  return declaredFields(policy).map(name => nginx`proxy_set_header ${name} ${variable(fieldVariable(name))};`)
}

const fieldVariable = (name: string) => `${name.replaceAll('-', '_')}_field`

/** What the client sent in the field. */
const sent = (name: string) => variable(`http_${name.replaceAll('-', '_')}`)
