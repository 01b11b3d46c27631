import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ResponseOf } from '@palisade/contracts'
import { useState } from 'react'
import { ApiKeyFacts } from '../../components/api-key-facts.tsx'
import { Button } from '../../components/button.tsx'
import { CardBody } from '../../components/card.tsx'
import { CardList, CardRow } from '../../components/card-list.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { RevokeKeyDialog } from '../../components/revoke-key-dialog.tsx'
import { formatDay } from '../../lib/dates.ts'
import type { useRevokeApiKey } from './api-key-requests.ts'

type ApiKey = ResponseOf<'api-keys.list'>['items'][number]
type ApiKeyListProps = { keys: readonly ApiKey[]; revoking: ReturnType<typeof useRevokeApiKey> }

export function ApiKeyList({ keys, revoking }: ApiKeyListProps) {
  const [asked, setAsked] = useState<ApiKey>()
  const { mutate, error, isSuccess, isPending, variables, submittedAt } = revoking
  return (
    <>
      {(error || isSuccess) && (
        <CardBody>
          {error && <ProblemNotice key={submittedAt} error={error} takesFocus />}
          {isSuccess && <Notice key={submittedAt} tone="info" title={t`Key revoked`} takesFocus />}
        </CardBody>
      )}
      {keys.length === 0 && (
        <EmptyState title={t`No API keys yet`}>
          <Trans>Create the first one below.</Trans>
        </EmptyState>
      )}
      <CardList label={t`API keys`}>
        {keys.map(key => (
          <CardRow
            key={key.id}
            aside={
              <Button
                look="danger"
                aria-label={t`Revoke ${key.name}`}
                isPending={isPending && variables === key.id}
                onPress={() => setAsked(key)}
              >
                <Trans>Revoke</Trans>
              </Button>
            }
          >
            <ApiKeyFacts apiKey={key} more={t` · created ${formatDay(key.createdAt)}`} />
          </CardRow>
        ))}
      </CardList>
      <RevokeKeyDialog
        isOpen={asked !== undefined}
        name={asked?.name}
        onConfirm={() => asked && mutate(asked.id)}
        onClose={() => setAsked(undefined)}
      />
    </>
  )
}
