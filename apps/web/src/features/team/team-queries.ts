import type { Client, ResponseOf } from '@palisade/contracts'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { dataOf } from '../../lib/problem-error.ts'

export type Member = ResponseOf<'members.list'>['items'][number]
export type Invitation = ResponseOf<'invitations.list'>['items'][number]

export const teamKey = ['team']

const pageSize = 50

export function memberList(client: Client) {
  return infiniteQueryOptions({
    queryKey: [...teamKey, 'members'],
    queryFn: ({ pageParam: cursor, signal }) =>
      dataOf(client('members.list', { query: { limit: pageSize, ...(cursor && { cursor }) } }, { signal })),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}

export function invitationList(client: Client) {
  return infiniteQueryOptions({
    queryKey: [...teamKey, 'invitations'],
    queryFn: ({ pageParam: cursor, signal }) =>
      dataOf(client('invitations.list', { query: { limit: pageSize, ...(cursor && { cursor }) } }, { signal })),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}
