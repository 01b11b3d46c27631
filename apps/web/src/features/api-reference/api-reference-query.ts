import type { Client } from '@palisade/contracts'
import { queryOptions } from '@tanstack/react-query'
import { dataOf } from '../../lib/problem-error.ts'
import { readReference } from './reference.ts'

/** The document only changes with a deployment. */
export function apiReference(client: Client) {
  return queryOptions({
    queryKey: ['api-reference'],
    queryFn: async ({ signal }) => readReference(await dataOf(client('system.openapi', {}, { signal }))),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
