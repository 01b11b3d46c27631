import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { outranks } from '@palisade/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { CardList, CardRow } from '../../components/card-list.tsx'
import { Loading } from '../../components/loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { useClient } from '../../lib/client-context.ts'
import { roleName } from '../../lib/contract-texts.ts'
import { formatMoment } from '../../lib/dates.ts'
import { useMay, useSignedInUser } from '../../lib/signed-in-user.ts'
import type { TeamRequest } from './team-mutations.ts'
import { type Invitation, invitationList } from './team-queries.ts'

export function InvitationsCard({ request }: { request: TeamRequest }) {
  const list = useInfiniteQuery(invitationList(useClient()))
  const { data, error, refetch } = list
  const invitations = data?.pages.flatMap(({ items }) => items)
  return (
    <Card title={t`Invitations`}>
      {error && (
        <CardBody>
          <ProblemNotice error={error} onRetry={refetch} />
        </CardBody>
      )}
      {!data && !error && <Loading label={t`Loading the invitations…`} />}
      {invitations?.length === 0 && (
        <CardBody>
          <p className="text-ink-soft">
            <Trans>No invitation is open.</Trans>
          </p>
        </CardBody>
      )}
      <CardList>
        {invitations?.map(invitation => (
          <InvitationRow key={invitation.id} invitation={invitation} request={request} />
        ))}
      </CardList>
      <ShowMore list={list} label={t`Show more invitations`} />
    </Card>
  )
}

function InvitationRow({ invitation, request }: { invitation: Invitation; request: TeamRequest }) {
  const { id: invitationId, email, role } = invitation
  const mayManage = useMay('members:manage')
  const { role: ownRole } = useSignedInUser()
  const isEditable = mayManage && !outranks(role, ownRole)
  return (
    <CardRow
      aside={
        isEditable && (
          <fieldset className="flex flex-wrap gap-3" aria-label={t`Invitation of ${email}`}>
            <Button onPress={() => request.mutate({ what: 'resend', invitationId })}>
              <Trans>Send again</Trans>
            </Button>
            <Button look="danger" onPress={() => request.mutate({ what: 'revoke', invitationId })}>
              <Trans>Revoke</Trans>
            </Button>
          </fieldset>
        )
      }
    >
      <p className="font-semibold wrap-anywhere">{email}</p>
      <p className="text-sm text-ink-soft">
        {roleName(role)}, {describeState(invitation)}
      </p>
      {invitation.failedAt && (
        <p className="text-sm text-danger">
          <Trans>The mail server refused this address. Check it, and invite again.</Trans>
        </p>
      )}
    </CardRow>
  )
}

function describeState({ sentAt, failedAt, expiresAt }: Invitation): string {
  if (!sentAt && !failedAt) return t`not mailed yet`
  const moment = formatMoment(expiresAt)
  return Date.parse(expiresAt) < Date.now() ? t`expired ${moment}` : t`expires ${moment}`
}
