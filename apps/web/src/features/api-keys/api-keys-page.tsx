import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { tenantMaxima } from '@palisade/contracts'
import { useNavigate } from '@tanstack/react-router'
import { Card, CardBody } from '../../components/card.tsx'
import { HiddenWhile } from '../../components/hidden-while.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import type { StepUp } from '../../lib/step-up.ts'
import { ApiKeyList } from './api-key-list.tsx'
import { useApiKeys, useCreateApiKey, useRevokeApiKey } from './api-key-requests.ts'
import { NewApiKey } from './new-api-key.tsx'

/** The keys of the tenant. Each request needs a recent second factor, so each of them may have to wait for a code. */
export function ApiKeysPage({ StepUp }: { StepUp: StepUp }) {
  const navigate = useNavigate()
  const { tier } = useSignedInUser().tenant
  const keys = useApiKeys()
  const draft = useTextDraft('api-key')
  const creating = useCreateApiKey(draft.discard)
  const revoking = useRevokeApiKey()
  const { variables: newKey } = creating
  const { variables: keyId } = revoking
  const requests = [
    { error: creating.error, resend: () => newKey && creating.mutate(newKey), cancel: creating.reset },
    { error: revoking.error, resend: () => keyId && revoking.mutate(keyId), cancel: revoking.reset },
    { error: keys.error, resend: () => keys.refetch(), cancel: () => navigate({ to: '/orders' }) },
  ]
  const cancel = (leave: () => void) => {
    leave()
    focusPageHeading()
  }
  const refused = requests.find(({ error }) => isProblem(error, 'stronger-sign-in-required'))
  return (
    <Page
      title={t`API keys`}
      intro={
        <Trans>
          Programs use keys to call the API. A key acts for the person who creates it and ends when that person leaves,
          and your plan allows {tenantMaxima[tier]['api-keys']}. For a program that must keep working when you leave,
          create a service account.
        </Trans>
      }
    >
      {refused && <StepUp onVerified={refused.resend} onCancel={() => cancel(refused.cancel)} />}
      <HiddenWhile isHidden={refused !== undefined}>
        <Card title={t`Keys in use`}>
          {keys.error && !refused && (
            <CardBody>
              <ProblemNotice error={keys.error} onRetry={keys.refetch} />
            </CardBody>
          )}
          {!keys.data && !keys.error && <Loading label={t`Loading API keys…`} />}
          {keys.data && <ApiKeyList keys={keys.data.items} revoking={revoking} />}
        </Card>
        <NewApiKey creating={creating} draft={draft} />
      </HiddenWhile>
    </Page>
  )
}
