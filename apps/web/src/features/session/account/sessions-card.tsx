import type { ResponseOf } from '@palisade/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Card } from '../../../components/card.tsx'
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
    <Card title="Sessions" aside={<EndAll />}>
      <div className="flex flex-col gap-3 px-5 py-4 sm:px-6">
        {error && <ProblemNotice error={error} onRetry={refetch} />}
        {!data && !error && <Loading label="Loading sessions…" />}
        {ending.error && <ProblemNotice key={ending.submittedAt} error={ending.error} takesFocus />}
        {ending.isSuccess && <Notice key={ending.submittedAt} tone="info" title="Session ended" takesFocus />}
        <ul aria-label="Sessions" className="divide-y divide-line">
          {data?.items.map(session => (
            <SessionRow
              key={session.id}
              session={session}
              isEnding={ending.isPending && ending.variables === session.id}
              onEnd={() => ending.mutate(session.id)}
            />
          ))}
        </ul>
      </div>
    </Card>
  )
}

type SessionRowProps = { session: SessionEntry; isEnding: boolean; onEnd: () => void }

function SessionRow({ session, isEnding, onEnd }: SessionRowProps) {
  const device = describeDevice(session.userAgent)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <span className="mr-auto flex min-w-0 flex-col">
        <span className="font-medium wrap-anywhere">{device}</span>
        <span className="text-sm text-ink-faint">
          Signed in {formatMoment(session.createdAt)}, last used {formatMoment(session.lastUsedAt)}
        </span>
      </span>
      {session.current ? (
        <span className="text-sm text-ink-soft">This device</span>
      ) : (
        <Button aria-label={`End session of ${device}`} isPending={isEnding} onPress={onEnd}>
          End session
        </Button>
      )}
    </li>
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
        End all sessions
      </Button>
      {error && <ProblemNotice key={submittedAt} error={error} takesFocus />}
      <ConfirmDialog
        isOpen={isAsking}
        title="End all sessions?"
        confirmLabel="End all sessions"
        cancelLabel="Stay signed in"
        onConfirm={() => mutate()}
        onClose={() => setAsking(false)}
      >
        You sign out on every device, this one included.
      </ConfirmDialog>
    </>
  )
}
