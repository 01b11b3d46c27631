import type { ResponseOf } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatDay, formatMoment } from '../../lib/dates.ts'
import type { useRevokeApiKey } from './api-key-requests.ts'

type ApiKey = ResponseOf<'api-keys.list'>['items'][number]
type ApiKeyListProps = { keys: readonly ApiKey[]; revoking: ReturnType<typeof useRevokeApiKey> }

export function ApiKeyList({ keys, revoking }: ApiKeyListProps) {
  const [asked, setAsked] = useState<ApiKey>()
  const { mutate, error, isSuccess, isPending, variables, submittedAt } = revoking
  return (
    <>
      {error && (
        <div className="p-5">
          <ProblemNotice key={submittedAt} error={error} takesFocus />
        </div>
      )}
      {isSuccess && (
        <div className="p-5">
          <Notice key={submittedAt} tone="info" title="Key revoked" takesFocus />
        </div>
      )}
      {keys.length === 0 && <EmptyState title="No API keys yet">Create the first one below.</EmptyState>}
      <ul aria-label="API keys" className="divide-y divide-line">
        {keys.map(key => (
          <li key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-4 sm:px-6">
            <KeyFacts apiKey={key} />
            <Button
              look="danger"
              aria-label={`Revoke ${key.name}`}
              isPending={isPending && variables === key.id}
              onPress={() => setAsked(key)}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={`Revoke ${asked?.name ?? 'the key'}?`}
        confirmLabel="Revoke key"
        onConfirm={() => asked && mutate(asked.id)}
        onClose={() => setAsked(undefined)}
      >
        Programs that use it stop working at once. A revoked key stays revoked.
      </ConfirmDialog>
    </>
  )
}

function KeyFacts({ apiKey: { name, hint, scopes, createdAt, expiresAt, lastUsedAt } }: { apiKey: ApiKey }) {
  return (
    <div className="mr-auto flex min-w-0 flex-col gap-0.5">
      <span className="font-medium wrap-anywhere">{name}</span>
      <span className="text-sm text-ink-soft">
        <code className="font-mono">{hint}…</code> · {scopes.join(', ')}
      </span>
      <span className="text-sm text-ink-faint">
        {lastUsedAt ? `Last used ${formatMoment(lastUsedAt)}` : 'Never used'} · expires {formatDay(expiresAt)} · created{' '}
        {formatDay(createdAt)}
      </span>
    </div>
  )
}
