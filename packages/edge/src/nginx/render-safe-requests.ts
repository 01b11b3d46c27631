import type { Endpoint, Schema } from '@palisade/contracts'
import { membersOf, type Policy } from '../edge-policy.ts'
import { strictPattern } from '../strict-pattern.ts'
import { type Fragment, literalPattern, nginx, patternOfLines } from '../syntax.ts'

/**
 * safe-requests.conf: requests that are safe by their form. They have no body, a known client, and a query in which
 * each value is within a closed pattern, so no script has to take them apart and nothing in them has to be inspected.
 */
export function renderSafeRequests(policy: Policy): Fragment {
  return nginx`
# The query, where each parameter is declared and within its pattern. One parameter a line, in any order.
map "$endpoint $request_query" $query_in_form {
    default unsafe;
    # No query.
    "~\A\S* \z" "";
    ${policy.endpoints.flatMap(queryInForm)}
}

# And no parameter is there twice: of two, one parser takes the first and another the last.
map $query_in_form $query_is_safe {
    default 1;
    unsafe 0;
    "~(?:^|&)(\w+)=[^&]*+&(?:.*&)?\1=" 0;
}

# The limit class of a safe request; empty for all others. The key begins with 0 (no body), 1 (a safe query) and nothing (a
# known client), and ends with the endpoint.
map "$has_body$query_is_safe$user_agent_to_inspect $endpoint" $safe_class {
    default "";
    ${safeEndpoints(policy).map(({ id, limit }) => nginx`${`01 ${id}`} ${limit};`)}
}
`
}

/** Endpoints without a body and without fields of their own differ, on their way to the API, only in their limit. */
export function safeEndpoints({ endpoints }: Policy): Endpoint[] {
  return endpoints.filter(({ maxBodyBytes, request }) => maxBodyBytes === 0 && !request.headers)
}

function queryInForm({ id, request }: Endpoint): Fragment[] {
  const pairs = Object.entries(membersOf(request.query)).flatMap(([name, schema]) => {
    const value = spelledInQuery(schema)
    return value === undefined ? [] : [`(?>${name}=${value})(?=&|\\z)`]
  })
  if (pairs.length === 0) return []
  const repeated = `)(?:&(?1)){0,${pairs.length - 1}}\\z`
  return [nginx`${patternOfLines(`~(?x)\\A${literalPattern(id)}\\x20(`, pairs, repeated)} $request_query;`]
}

/**
 * A strict value as clients write it in a query. Nothing in it needs encoding, but `URLSearchParams` writes the colon of an
 * instant as `%3A`.
 */
function spelledInQuery(schema: Schema): string | undefined {
  const strict = strictPattern(schema)
  if (strict === undefined || /\[[^\]]*[:+@ ][^\]]*\]|[@ ]/.test(strict)) return undefined
  return strict.replace(/(?<!\?):/g, '(?::|%3[Aa])')
}
