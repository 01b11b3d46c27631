import type { RequestOf, ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

export type Report = ResponseOf<'reports.read'>

const pollMs = 1_500

export function useCreateReport() {
  const client = useClient()
  return useMutation({
    mutationFn: (body: RequestOf<'reports.create'>['body']) => dataOf(client('reports.create', { body })),
  })
}

/** Reads it again until the worker is through with it. */
export function useReport(reportId: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['reports', reportId],
    queryFn: ({ signal }) => dataOf(client('reports.read', { params: { reportId } }, { signal })),
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? pollMs : false),
  })
}

export function isUnderWay({ status }: Report): boolean {
  return status === 'queued' || status === 'running'
}
