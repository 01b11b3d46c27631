import type { RequestOf, ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'

export type Report = ResponseOf<'reports.read'>

const pollMs = 1_500

/** @param onCreated runs also when the user has left the page meanwhile */
export function useCreateReport(onCreated: () => void) {
  const client = useClient()
  return useMutation({
    mutationFn: (body: RequestOf<'reports.create'>['body']) => dataOf(client('reports.create', { body })),
    onSuccess: onCreated,
  })
}

/** Polls the report until the worker has finished it. */
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
