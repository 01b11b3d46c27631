import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { tenantMaxima } from '@palisade/contracts'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Card } from '../../components/card.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { HiddenWhile } from '../../components/hidden-while.tsx'
import { Loading } from '../../components/loading.tsx'
import { NewKeyShown } from '../../components/new-key-shown.tsx'
import { Page } from '../../components/page.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import type { StepUp } from '../../lib/step-up.ts'
import { AccountCard } from './account-card.tsx'
import { NewAccount } from './new-account.tsx'
import { type Act, type NewKey, useAccountAction } from './service-account-action.ts'
import { useServiceAccounts } from './service-account-queries.ts'

/** The programs of the tenant. Each request needs a recent second factor, so each of them may have to wait for a code. */
export function ServiceAccountsPage({ StepUp }: { StepUp: StepUp }) {
  const navigate = useNavigate()
  const { tier } = useSignedInUser().tenant
  const list = useServiceAccounts()
  const request = useAccountAction()
  const [newKey, setNewKey] = useState<NewKey>()
  const [done, setDone] = useState(0)
  const draft = useTextDraft('service-account')
  const { error, variables, submittedAt } = request

  const act: Act = action =>
    request.mutate(action, {
      onSuccess: key => {
        if (key) setNewKey(key)
        if (action.what === 'create') draft.discard()
        setDone(count => count + 1)
      },
    })
  const cancel = () => {
    request.reset()
    focusPageHeading()
  }
  const isRefused = (refusal: unknown) => isProblem(refusal, 'stronger-sign-in-required')
  const hasForm =
    variables?.what === 'create' || variables?.what === 'create-key' || variables?.what === 'add-public-key'
  const needsCode = isRefused(error) || isRefused(list.error)
  return (
    <Page
      title={t`Service accounts`}
      intro={
        <Trans>
          A service account is a program of your workspace. It stays when the person who created it leaves. It calls the
          API with an API key, or with access tokens that it requests by signing with a key of its own. Your plan allows{' '}
          {tenantMaxima[tier]['service-accounts']}.
        </Trans>
      }
    >
      {isRefused(error) && <StepUp onVerified={() => variables && act(variables)} onCancel={cancel} />}
      {isRefused(list.error) && !isRefused(error) && (
        <StepUp onVerified={() => list.refetch()} onCancel={() => navigate({ to: '/orders' })} />
      )}
      {error && !needsCode && !hasForm ? <ProblemNotice key={submittedAt} error={error} takesFocus /> : null}
      {newKey && (
        <NewKeyShown
          created={newKey}
          onDone={() => {
            setNewKey(undefined)
            focusPageHeading()
          }}
        />
      )}
      <HiddenWhile isHidden={needsCode}>
        {list.error && !needsCode ? <ProblemNotice error={list.error} onRetry={list.refetch} /> : null}
        {!list.data && !list.error && <Loading label={t`Loading service accounts…`} />}
        {list.data?.accounts.length === 0 && (
          <Card title={t`Service accounts in use`}>
            <EmptyState title={t`No service accounts yet`}>
              <Trans>Create the first one below.</Trans>
            </EmptyState>
          </Card>
        )}
        {list.data?.accounts.map(account => (
          <AccountCard
            key={account.id}
            account={account}
            audience={list.data.audience}
            request={request}
            act={act}
            done={done}
          />
        ))}
        {/* Not before the accounts, which would push it down. */}
        {list.data && <NewAccount key={done} request={request} act={act} draft={draft} />}
      </HiddenWhile>
    </Page>
  )
}
