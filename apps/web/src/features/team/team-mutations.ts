import type { RequestOf, Role } from '@palisade/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { teamKey } from './team-queries.ts'

/** Everything that the page can ask for. One request at a time, so that one notice and one step-up serve all. */
export type TeamAction =
  | { what: 'change'; memberId: string; role?: Role; disabled?: boolean }
  | { what: 'remove' | 'transfer'; memberId: string }
  | { what: 'invite'; invitation: RequestOf<'invitations.create'>['body'] }
  | { what: 'resend' | 'revoke'; invitationId: string }

export type TeamRequest = ReturnType<typeof useTeamAction>

type TeamEvents = {
  /** Gets a new access token, because the API refuses the old one. */
  onOwnAccessChanged: () => Promise<unknown>
  onInvited: () => void
}

/** The callbacks also run when the user has left the page meanwhile. */
export function useTeamAction({ onOwnAccessChanged, onInvited }: TeamEvents) {
  const send = useSend()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: async (_, { what }) => {
      if (what === 'invite') onInvited()
      if (what === 'transfer') await onOwnAccessChanged()
      await queries.invalidateQueries({ queryKey: teamKey })
    },
  })
}

function useSend() {
  const client = useClient()
  return async (action: TeamAction): Promise<void> => {
    switch (action.what) {
      case 'change': {
        const { memberId, what: _, ...body } = action
        await dataOf(client('members.change', { params: { memberId }, body }))
        return
      }
      case 'remove':
        return dataOf(client('members.remove', { params: { memberId: action.memberId } }))
      case 'transfer':
        await dataOf(client('members.transfer-ownership', { params: { memberId: action.memberId } }))
        return
      case 'invite':
        await dataOf(client('invitations.create', { body: action.invitation }))
        return
      case 'resend':
        await dataOf(client('invitations.resend', { params: { invitationId: action.invitationId } }))
        return
      case 'revoke':
        return dataOf(client('invitations.revoke', { params: { invitationId: action.invitationId } }))
    }
  }
}
