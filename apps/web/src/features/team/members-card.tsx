import { outranks } from '@palisade/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Loading } from '../../components/loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { useMay, useSignedInUser } from '../../lib/signed-in-user.ts'
import { MemberRow } from './member-row.tsx'
import type { TeamAction, TeamRequest } from './team-mutations.ts'
import { type Member, memberList } from './team-queries.ts'

type Question = { action: TeamAction & { what: 'remove' | 'transfer' }; member: Member }

export function MembersCard({ request }: { request: TeamRequest }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    memberList(useClient()),
  )
  const [asked, setAsked] = useState<Question>()
  const user = useSignedInUser()
  const mayManage = useMay('members:manage')
  const mayTransfer = useMay('tenant:own')
  return (
    <Card title="Members">
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      {!data && !error && <Loading label="Loading the members…" />}
      <ul className="divide-y divide-line">
        {data?.pages
          .flatMap(({ items }) => items)
          .map(member => (
            <MemberRow
              key={member.id}
              member={member}
              isSelf={member.id === user.id}
              isEditable={mayManage && member.id !== user.id && !outranks(member.role, user.role)}
              mayTransfer={mayTransfer}
              request={request}
              onAsk={what => setAsked({ action: { what, memberId: member.id }, member })}
            />
          ))}
      </ul>
      {hasNextPage && (
        <Button className="m-5" isPending={isFetchingNextPage} onPress={() => fetchNextPage()}>
          Show more members
        </Button>
      )}
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={asked?.action.what === 'transfer' ? 'Transfer ownership?' : 'Remove this member?'}
        confirmLabel={asked?.action.what === 'transfer' ? 'Transfer ownership' : 'Remove'}
        cancelLabel="Cancel"
        onConfirm={() => asked && request.mutate(asked.action)}
        onClose={() => setAsked(undefined)}
      >
        {asked?.action.what === 'transfer'
          ? `${asked.member.name} becomes an owner, and you become an admin.`
          : `${asked?.member.name} is signed out of this workspace at once, and their API keys stop working. Orders stay.`}
      </ConfirmDialog>
    </Card>
  )
}
