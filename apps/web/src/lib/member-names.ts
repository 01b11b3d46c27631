import { type Client, endpoints } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { useClient } from './client-context.ts'
import { rangeOf } from './constraints.ts'
import { dataOf } from './problem-error.ts'

const { maximum: mostOfPage } = rangeOf(endpoints['members.list'].request.query.properties.limit)

/** Members beyond are shown by their ids. */
const mostPages = 10

/** The names of the members that the tenant has now, by id. */
export function useMemberNames(): ReadonlyMap<string, string> {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['member-names'],
    queryFn: ({ signal }) => loadNames(client, signal),
  })
  return data ?? new Map()
}

async function loadNames(client: Client, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const query: { limit: number; cursor?: string } = { limit: mostOfPage }
  for (let page = 0; page < mostPages; page++) {
    const { items, nextCursor } = await dataOf(client('members.list', { query }, { signal }))
    for (const { id, name } of items) names.set(id, name)
    if (nextCursor === null) break
    query.cursor = nextCursor
  }
  return names
}
