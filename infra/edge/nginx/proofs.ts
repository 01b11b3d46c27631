import type { Endpoint } from '@palisade/contracts'
import { lines, nginx, pattern, patternOfLines } from '../nginx-syntax.ts'
import { anyIdOf, type Policy } from '../policy.ts'
import { strictPattern, type ValueSchema } from '../strict-pattern.ts'
import { type Fragment, literalPattern, sections } from '../syntax.ts'
import { sensitiveFields } from '../waf/sensitive-fields.ts'
import { declaredHeaders } from './endpoints.ts'
import { strictHeaders } from './strict-headers.ts'

/** proofs.conf: which requests are known to be harmless by their form alone, so that ModSecurity need not read them. */
export function renderProofs(policy: Policy): Fragment {
  return sections(
    nginx`
# The query as the client wrote it. Not $args, which ends at a "#" where the address that goes on does not.
map $request_uri $request_query {
    "~^[^?]*\?(?<query_as_written>.*)\z" $query_as_written;
}
`,
    nginx`
# strict: each parameter is declared, there once, and within its pattern. free: as declared, but written in another way,
# or text of people, which the Core Rule Set reads. refused: the API would refuse it as well.
map "$endpoint $request_query" $query_form {
    default refused;
    "~\A\S* \z" strict;
    ${policy.endpoints.flatMap(queryForms)}
}
`,
    headersForm(policy),
    cookieForm(policy),
    nginx`
map "$headers_are_strict$cookie_is_strict" $head_form {
    default free;
    11 $query_form;
}
`,
    nginx`
# The endpoint, where all but the body is proven.
map $head_form $proven_head { default ""; strict $endpoint; }
`,
    fastPath(policy),
  )
}

type Parameter = readonly [name: string, schema: ValueSchema]

function parametersOf(schema: Endpoint['request']['query']): readonly Parameter[] {
  return Object.entries(schema?.properties ?? {}) as Parameter[]
}

function queryForms({ id, request }: Endpoint): Fragment[] {
  const parameters = parametersOf(request.query)
  if (parameters.length === 0) return []
  const strict = parameters.flatMap(([name, schema]) => {
    const value = querySpelling(schema)
    return value === undefined ? [] : [`${name}=${value}`]
  })
  const free = parameters.map(([name, schema]) => {
    const value = schema.type === 'integer' ? undefined : querySpelling(schema)
    return value === undefined ? `${name}(?:=[^&]*+)?+` : `${name}=(?:${value}|(?=[^&]*[%+])[^&]*+)`
  })
  return [
    ...(strict.length > 0 ? [nginx`${pattern(queryPattern(id, strict))} strict;`] : []),
    nginx`${pattern(queryPattern(id, free))} free;`,
  ]
}

/**
 * In any order, each once: of two, one parser takes the first and another the last. Nothing in it is tried twice, so
 * that no query costs more than its length.
 */
function queryPattern(id: string, pairs: readonly string[]): string {
  const pair = `((?>(?:${pairs.join('|')})(?=&|\\z)))`
  if (pairs.length === 1) return `~\\A${literalPattern(id)} ${pair}\\z`
  const once = '(?!(?:.*&)?(\\w+)(?:=[^&]*+)?+&(?:.*&)?\\2(?:[=&]|\\z))'
  return `~\\A${literalPattern(id)} (?=${pair}(?:&(?1)){0,${pairs.length - 1}}\\z)${once}`
}

/**
 * A strict value as it stands in a query: nothing in it has to be encoded, and of what clients encode all the same there
 * is the colon of an instant, which `URLSearchParams` writes as `%3A`.
 */
function querySpelling(schema: ValueSchema): string | undefined {
  const strict = strictPattern(schema)
  if (strict === undefined || /\[[^\]]*[:+@ ][^\]]*\]|[@ ]/.test(strict)) return undefined
  return strict.replace(/(?<!\?):/g, '(?::|%3[Aa])')
}

/** Of the fields that endpoints declare. The quotes of an entity tag belong to its syntax (RFC 9110 section 8.8.3). */
function declaredPatterns(policy: Policy): Record<string, string> {
  const declared = policy.endpoints.flatMap(({ request }) => parametersOf(request.headers))
  return Object.fromEntries(
    declared.map(([name, schema]) => {
      const tag = /^\^"(.*)"\$$/.exec(schema.pattern ?? '')?.[1]
      const strict = strictPattern(tag === undefined ? schema : { ...schema, pattern: `^${tag}$` })
      // Without a pattern, only its absence is proven.
      return [name.toLowerCase(), strict === undefined || tag === undefined ? (strict ?? '') : `"${strict}"`]
    }),
  )
}

/** The variables are those that are passed on: of two fields of one name, what is checked is what the API gets. */
function headersForm(policy: Policy): Fragment {
  const { host = '', ...others } = { ...strictHeaders, ...declaredPatterns(policy) }
  const optional = Object.entries(others).map(([name, strict]) => [`http_${name.replaceAll('-', '_')}`, `|${strict}`])
  const sources = { host, ...Object.fromEntries(optional) }
  return nginx`
# The fields that go on, all at once, since each look at a variable costs more than what is looked for.
map ${lines(Object.keys(sources))} $headers_are_strict {
    default 0;
    ${patternOfLines(sources)} 1;
}
`
}

/** Only the declared cookie is proven, and only if it stands alone: all others go on with it. */
function cookieForm({ endpoints }: Policy): Fragment {
  const readers = endpoints.filter(({ cookie }) => cookie !== undefined)
  return nginx`
map "$endpoint $http_cookie" $cookie_is_strict {
    default 0;
    ${pattern(`~\\A(?!(?:${anyIdOf(readers)}) )`)} 1;
    ${readers.map(endpoint => nginx`${pattern(`~\\A${literalPattern(endpoint.id)} ${cookiePattern(endpoint)}\\z`)} 1;`)}
}
`
}

/** A browser's cookie holds the token that other clients send in the body. */
function cookiePattern({ cookie = '', ...endpoint }: Endpoint): string {
  const tokens = sensitiveFields(endpoint).flatMap(([, schema]) => strictPattern(schema) ?? [])
  return tokens.length === 0 ? '' : `(?:${literalPattern(cookie)}=(?:${tokens.join('|')}))?`
}

/** Endpoints without a body and without fields of their own differ, on the way to the API, in their limit alone. */
export function fastEndpoints({ endpoints }: Policy): ReadonlyMap<string, readonly Endpoint[]> {
  const bare = endpoints.filter(endpoint => endpoint.maxBodyBytes === 0 && declaredHeaders(endpoint).length === 0)
  return Map.groupBy(bare, endpoint => endpoint.limit)
}

function fastPath(policy: Policy): Fragment {
  return nginx`
# The limit class of a request without a body that is proven as a whole; empty for all others.
map "$has_body $head_form $endpoint" $proven_class {
    default "";
    ${[...fastEndpoints(policy)].flatMap(([limit, endpoints]) =>
      endpoints.map(({ id }) => nginx`${`0 strict ${id}`} ${limit};`),
    )}
}
`
}
