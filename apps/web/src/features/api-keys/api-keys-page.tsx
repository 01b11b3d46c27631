import { mostApiKeys } from '@palisade/contracts'
import { useNavigate } from '@tanstack/react-router'
import { Card } from '../../components/card.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { isProblem } from '../../lib/problem-error.ts'
import type { StepUp } from '../../lib/step-up.ts'
import { ApiKeyList } from './api-key-list.tsx'
import { useApiKeys, useCreateApiKey, useRevokeApiKey } from './api-key-requests.ts'
import { NewApiKey } from './new-api-key.tsx'

/** The keys of the tenant. Each request needs a recent second factor, so each of them may have to wait for a code. */
export function ApiKeysPage({ StepUp }: { StepUp: StepUp }) {
  const navigate = useNavigate()
  const keys = useApiKeys()
  const creating = useCreateApiKey()
  const revoking = useRevokeApiKey()
  const { variables: newKey } = creating
  const { variables: keyId } = revoking
  const requests = [
    { error: creating.error, resend: () => newKey && creating.mutate(newKey), cancel: creating.reset },
    { error: revoking.error, resend: () => keyId && revoking.mutate(keyId), cancel: revoking.reset },
    { error: keys.error, resend: () => keys.refetch(), cancel: () => navigate({ to: '/orders' }) },
  ]
  const refused = requests.find(({ error }) => isProblem(error, 'stronger-sign-in-required'))
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeading title="API keys">API keys</PageHeading>
      <p className="text-ink-soft">
        Programs use keys to call the API. A key acts for the person who creates it, and a tenant has at most{' '}
        {mostApiKeys}.
      </p>
      {refused && <StepUp onVerified={refused.resend} onCancel={refused.cancel} />}
      {/* Hidden, not removed: what is typed in the form stays while the code is asked for. */}
      <div hidden={refused !== undefined} className="flex flex-col gap-5 [&[hidden]]:hidden">
        <Card title="Keys in use">
          {keys.error && !refused && (
            <div className="p-5">
              <ProblemNotice error={keys.error} onRetry={keys.refetch} />
            </div>
          )}
          {!keys.data && !keys.error && <Loading label="Loading API keys…" />}
          {keys.data && <ApiKeyList keys={keys.data.items} revoking={revoking} />}
        </Card>
        <NewApiKey creating={creating} />
      </div>
    </div>
  )
}
