import { t } from '@lingui/core/macro'
import { outranks } from '@palisade/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Card, CardBody } from '../../components/card.tsx'
import { CardList } from '../../components/card-list.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Loading } from '../../components/loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { useClient } from '../../lib/client-context.ts'
import { useMay, useSignedInUser } from '../../lib/signed-in-user.ts'
import { MemberRow } from './member-row.tsx'
import type { TeamAction, TeamRequest } from './team-mutations.ts'
import { type Member, memberList } from './team-queries.ts'

type Question = { action: TeamAction & { what: 'remove' | 'transfer' }; member: Member }

export function MembersCard({ request }: { request: TeamRequest }) {
  const list = useInfiniteQuery(memberList(useClient()))
  const { data, error, refetch } = list
  const [asked, setAsked] = useState<Question>()
  const askedName = asked?.member.name ?? ''
  const user = useSignedInUser()
  const mayManage = useMay('members:manage')
  const mayTransfer = useMay('tenant:own')
  return (
    <Card title={t`Members`}>
      {error && (
        <CardBody>
          <ProblemNotice error={error} onRetry={refetch} />
        </CardBody>
      )}
      {!data && !error && <Loading label={t`Loading the members…`} />}
      <CardList>
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
      </CardList>
      <ShowMore list={list} label={t`Show more members`} />
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={asked?.action.what === 'transfer' ? t`Transfer ownership?` : t`Remove this member?`}
        confirmLabel={asked?.action.what === 'transfer' ? t`Transfer ownership` : t`Remove`}
        cancelLabel={t`Cancel`}
        onConfirm={() => asked && request.mutate(asked.action)}
        onClose={() => setAsked(undefined)}
      >
        {asked?.action.what === 'transfer'
          ? t`${askedName} becomes an owner, and you become an admin.`
          : t`${askedName} is signed out of this workspace at once, and their API keys stop working. Orders stay.`}
      </ConfirmDialog>
    </Card>
  )
}
