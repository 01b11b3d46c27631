import type { ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { saveFile } from '../../lib/save-file.ts'

export type TenantExport = NonNullable<ResponseOf<'tenant.read-export'>['export']>

const queryKey = ['tenant-export']
const pollMs = 1_000

/** Polls the export until the worker has finished it. */
export function useTenantExport() {
  const client = useClient()
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await dataOf(client('tenant.read-export', {}, { signal }))).export,
    refetchInterval: ({ state: { data } }) => (data && data.finishedAt === null ? pollMs : false),
  })
}

export function useStartExport() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => dataOf(client('tenant.start-export')),
    onSuccess: started => queries.setQueryData(queryKey, started),
    // Another owner may have started one.
    onError: () => queries.invalidateQueries({ queryKey }),
  })
}

export function useDownloadExport() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (name: string) => saveFile(await dataOf(client('tenant.download-export')), name),
    // It may have expired.
    onError: () => queries.invalidateQueries({ queryKey }),
  })
}
