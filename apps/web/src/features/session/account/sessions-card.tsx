import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { Card, CardBody } from '../../../components/card.tsx'
import { CardList, CardRow } from '../../../components/card-list.tsx'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { Loading } from '../../../components/loading.tsx'
import { Notice } from '../../../components/notice.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { formatMoment } from '../../../lib/dates.ts'
import { dataOf } from '../../../lib/problem-error.ts'
import { useSignOutEverywhere } from '../sign-out.ts'
import { describeDevice } from './describe-device.ts'

type SessionEntry = ResponseOf<'sessions.list'>['items'][number]

const queryKey = ['sessions']

/** Where the user is signed in. */
export function Sessions() {
  const client = useClient()
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => dataOf(client('sessions.list', {}, { signal })),
  })
  const ending = useEndSession()
  return (
    <Card title={t`Sessions`} aside={<EndAll />}>
      {(error || ending.error || ending.isSuccess) && (
        <CardBody>
          {error && <ProblemNotice error={error} onRetry={refetch} />}
          {ending.error && <ProblemNotice key={ending.submittedAt} error={ending.error} takesFocus />}
          {ending.isSuccess && <Notice key={ending.submittedAt} tone="info" title={t`Session ended`} takesFocus />}
        </CardBody>
      )}
      {!data && !error && <Loading label={t`Loading sessions…`} />}
      <CardList label={t`Sessions`}>
        {data?.items.map(session => (
          <SessionRow
            key={session.id}
            session={session}
            isEnding={ending.isPending && ending.variables === session.id}
            onEnd={() => ending.mutate(session.id)}
          />
        ))}
      </CardList>
    </Card>
  )
}

type SessionRowProps = { session: SessionEntry; isEnding: boolean; onEnd: () => void }

function SessionRow({ session, isEnding, onEnd }: SessionRowProps) {
  const device = describeDevice(session.userAgent)
  return (
    <CardRow
      aside={
        session.current ? (
          <Badge tone="accent">
            <Trans>This device</Trans>
          </Badge>
        ) : (
          <Button aria-label={t`End session of ${device}`} isPending={isEnding} onPress={onEnd}>
            <Trans>End session</Trans>
          </Button>
        )
      }
    >
      <p className="font-semibold wrap-anywhere">{device}</p>
      <p className="text-sm text-ink-soft">
        <Trans>
          Signed in {formatMoment(session.createdAt)}, last used {formatMoment(session.lastUsedAt)}
        </Trans>
      </p>
    </CardRow>
  )
}

function useEndSession() {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (sessionId: string) => dataOf(client('sessions.end', { params: { sessionId } })),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}

function EndAll() {
  const [isAsking, setAsking] = useState(false)
  const { mutate, error, isPending, submittedAt } = useSignOutEverywhere()
  return (
    <>
      <Button look="danger" isPending={isPending} onPress={() => setAsking(true)}>
        <Trans>End all sessions</Trans>
      </Button>
      {error && <ProblemNotice key={submittedAt} error={error} takesFocus />}
      <ConfirmDialog
        isOpen={isAsking}
        title={t`End all sessions?`}
        confirmLabel={t`End all sessions`}
        cancelLabel={t`Stay signed in`}
        onConfirm={() => mutate()}
        onClose={() => setAsking(false)}
      >
        <Trans>You are signed out on every device, including this one.</Trans>
      </ConfirmDialog>
    </>
  )
}
