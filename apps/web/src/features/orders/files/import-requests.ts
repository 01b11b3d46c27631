import { type OrderFileFormat, orderFileTypes, type ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../../lib/client-context.ts'
import { dataOf } from '../../../lib/problem-error.ts'
import { orderKeys } from '../order-queries.ts'

export type OrderImport = ResponseOf<'order-imports.read'>

/** A file that somebody has chosen. The key stays the same when it is sent again, so that it is imported once. */
export type ChosenFile = { file: File; key: string }

const pollMs = 1_000

const importKey = (importId: string) => ['orders', 'imports', importId]

export function useUpload() {
  const client = useClient()
  return useMutation({
    mutationFn: ({ file, key }: ChosenFile) =>
      dataOf(
        client('order-imports.create', {
          headers: { 'idempotency-key': key },
          file: new Blob([file], { type: orderFileTypes[formatOf(file.name)] }),
        }),
      ),
  })
}

/** By the file name: the media type that browsers report for CSV depends on installed programs. */
function formatOf(name: string): OrderFileFormat {
  return /\.(?:ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'csv'
}

/** Polls the import until the worker has finished it. */
export function useImport(importId: string) {
  const client = useClient()
  const queries = useQueryClient()
  return useQuery({
    queryKey: importKey(importId),
    queryFn: async ({ signal }) => {
      const found = await dataOf(client('order-imports.read', { params: { importId } }, { signal }))
      if (found.status === 'done') queries.invalidateQueries({ queryKey: orderKeys.lists })
      return found
    },
    refetchInterval: ({ state: { data } }) => (data?.finishedAt === null ? pollMs : false),
  })
}

export function useCancelImport(importId: string) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => dataOf(client('order-imports.cancel', { params: { importId } })),
    onSuccess: cancelled => queries.setQueryData(importKey(importId), cancelled),
    // It may have finished meanwhile.
    onError: () => queries.invalidateQueries({ queryKey: importKey(importId) }),
  })
}
