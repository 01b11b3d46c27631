import { outranks } from '@palisade/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Loading } from '../../components/loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { formatMoment } from '../../lib/dates.ts'
import { useMay, useSignedInUser } from '../../lib/signed-in-user.ts'
import type { TeamRequest } from './team-mutations.ts'
import { type Invitation, invitationList } from './team-queries.ts'

export function InvitationsCard({ request }: { request: TeamRequest }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    invitationList(useClient()),
  )
  const invitations = data?.pages.flatMap(({ items }) => items)
  return (
    <Card title="Invitations">
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      {!data && !error && <Loading label="Loading the invitations…" />}
      {invitations?.length === 0 && <p className="p-5 text-ink-soft sm:px-6">No invitation is open.</p>}
      <ul className="divide-y divide-line">
        {invitations?.map(invitation => (
          <InvitationRow key={invitation.id} invitation={invitation} request={request} />
        ))}
      </ul>
      {hasNextPage && (
        <Button className="m-5" isPending={isFetchingNextPage} onPress={() => fetchNextPage()}>
          Show more invitations
        </Button>
      )}
    </Card>
  )
}

function InvitationRow({ invitation, request }: { invitation: Invitation; request: TeamRequest }) {
  const { id: invitationId, email, role, expiresAt } = invitation
  const mayManage = useMay('members:manage')
  const { role: ownRole } = useSignedInUser()
  const isEditable = mayManage && !outranks(role, ownRole)
  const hasExpired = Date.parse(expiresAt) < Date.now()
  return (
    <li className="flex flex-wrap items-end justify-between gap-4 px-5 py-4 sm:px-6">
      <div className="min-w-0">
        <p className="font-semibold wrap-anywhere">{email}</p>
        <p className="text-sm text-ink-soft">
          {role}, {hasExpired ? 'expired' : 'expires'} {formatMoment(expiresAt)}
        </p>
      </div>
      {isEditable && (
        <fieldset className="flex flex-wrap gap-2" aria-label={`Invitation of ${email}`}>
          <Button onPress={() => request.mutate({ what: 'resend', invitationId })}>Send again</Button>
          <Button look="danger" onPress={() => request.mutate({ what: 'revoke', invitationId })}>
            Revoke
          </Button>
        </fieldset>
      )}
    </li>
  )
}
