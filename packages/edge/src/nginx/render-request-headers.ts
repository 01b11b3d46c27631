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
import { anyIdOf, type Policy } from '../edge-policy.ts'
import { type Fragment, nginx, pattern, sections, text, variable, word } from '../syntax.ts'
import { titleCase } from './render-headers.ts'
import { knownUserAgents } from './user-agents.ts'

/**
 * request-headers.conf: the fields of a client that may go on to the API, each in the only forms that it has. What has
 * another form is refused, but for the client's own name: the WAF inspects that where it is not a usual one.
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
${declaredFields(policy).map(fieldTable)}
`,
    userAgents(),
  )
}

/** An `<img>` or a form of any page can send a request with the visitor's cookies; only CORS asks before. */
function fetchMetadataTables({ endpoints }: Policy): Fragment {
  const { sites, exceptMode } = foreignPages
  const wellFormed = (name: keyof typeof fetchMetadata, variable: string) => nginx`
map $${word(`http_${underscored(name)}`)} $${word(variable)} {
    default "";
    ${fetchMetadata[name].map(value => nginx`${value} ${value};`)}
}
`
  return nginx`
# Fetch Metadata: browsers send these fields, and no page can change them. A value that is none of theirs does not go on.
${[wellFormed('sec-fetch-site', 'fetch_site'), wellFormed('sec-fetch-mode', 'fetch_mode')]}

# A foreign page that does not ask by CORS: an image, a form, a link. It may open public documents alone.
map "$fetch_site $fetch_mode" $is_from_a_foreign_page {
    default 0;
    ${sites.map(site => nginx`${`${site} ${exceptMode}`} 0;`)}
    ${pattern(`~^(?:${sites.join('|')}) `)} $is_no_public_document;
}
map $endpoint $is_no_public_document {
    default 1;
    ${pattern(`~\\A(?:${anyIdOf(endpoints.filter(isPublicDocument))})\\z`)} 0;
}
`
}

const HTTPS = { isHttps: true }

/** Of all cookies, the one that the endpoint reads. */
function cookieTables({ endpoints }: Policy): Fragment {
  const names = Object.keys(cookies) as CookieName[]
  return nginx`
# Only the cookie that the endpoint reads goes on, and only in the form of its token. What other software has set stays here,
# and so do two tokens under one name.
${names.map(
  name => nginx`
map $http_cookie $${word(`${name}_pair`)} {
    default "";
    ${pattern(`~${cookiePattern(name, HTTPS)}`)} ${text(`${cookieName(name, HTTPS)}=`, variable(`${name}_value`))};
}
`,
)}
map $endpoint $declared_cookie {
    default "";
    ${names.map(name => {
      const readers = endpoints.filter(({ cookie }) => cookie === name)
      return nginx`${pattern(`~\\A(?:${anyIdOf(readers)})\\z`)} $${word(`${name}_pair`)};`
    })}
}
`
}

type Field = { readonly name: string; readonly readers: readonly Endpoint[] }

/** The header fields that endpoints declare, the type of a body among them, each with the endpoints that read it. */
export function declaredFields({ endpoints }: Policy): readonly Field[] {
  const fieldsOf = ({ maxBodyBytes, request }: Endpoint) => [
    ...(maxBodyBytes > 0 ? ['content-type'] : []),
    ...Object.keys(request.headers?.properties ?? {}),
  ]
  const names = [...new Set(endpoints.flatMap(fieldsOf))]
  return names.map(name => ({ name, readers: endpoints.filter(endpoint => fieldsOf(endpoint).includes(name)) }))
}

/** Sends each of these fields to the API where the endpoint reads it. */
export function passFields(fields: readonly Field[]): Fragment[] {
  return fields.map(({ name }) => nginx`proxy_set_header ${titleCase(name)} $${word(`${underscored(name)}_field`)};`)
}

function fieldTable({ name, readers }: Field): Fragment {
  return nginx`
map $endpoint $${word(`${underscored(name)}_field`)} {
    default "";
    ${pattern(`~\\A(?:${anyIdOf(readers)})\\z`)} $${word(`http_${underscored(name)}`)};
}
`
}

const underscored = (name: string) => name.toLowerCase().replaceAll('-', '_')

function userAgents(): Fragment {
  return nginx`
# The name of a client in printable ASCII, and not longer than any has; other names do not go on.
map $http_user_agent $user_agent {
    default "";
    ${pattern(`~\\A[\\x20-\\x7e]{1,${longestUserAgent}}\\z`)} $http_user_agent;
}

# Empty for what browsers and common clients write. (?(DEFINE)…) is the part that
# (?1) repeats: the products that a browser names. Then one kind of client a line.
map $user_agent $user_agent_to_inspect {
    default $user_agent;
    "" "";
    ${knownUserAgents()} "";
}
`
}
