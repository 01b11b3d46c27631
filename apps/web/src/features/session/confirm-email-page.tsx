import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { Entrance } from './entrance.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { LinkOwner } from './link-owner.tsx'
import { useSession, useSessionState } from './session-context.ts'

/** Opened by the link that was mailed to the new address. It changes the email of the signed-in user who asked for it. */
export function ConfirmEmailPage() {
  return (
    <Entrance>
      <PageHeading title={t`Confirm your new email`} />
      <LinkOwner purpose="email-change">{link => <Confirmation {...link} />}</LinkOwner>
    </Entrance>
  )
}

function Confirmation({ token, email }: { token: string; email: string }) {
  const state = useSessionState()
  const confirming = useConfirm()
  const { error, isPending, isSuccess, submittedAt, mutate } = confirming
  if (isSuccess) {
    return (
      <>
        <Notice tone="info" title={t`Email changed`} takesFocus>
          <p className="text-sm wrap-anywhere">
            <Trans>
              From now on, sign in with {email}. Your other devices were signed out, and the previous address got a link
              to undo this.
            </Trans>
          </p>
        </Notice>
        <EntranceLink to="/account">
          <Trans>Go to your account</Trans>
        </EntranceLink>
      </>
    )
  }
  if (state.status !== 'signed-in') {
    return (
      <>
        <Notice tone="warn" title={t`Sign in first`}>
          <p className="text-sm">
            <Trans>Sign in to the account that will use this address, then open the link again.</Trans>
          </p>
        </Notice>
        <EntranceLink to="/sign-in">
          <Trans>Sign in</Trans>
        </EntranceLink>
      </>
    )
  }
  return (
    <>
      {error && <ProblemNotice key={submittedAt} error={error} takesFocus />}
      <p className="wrap-anywhere text-ink-soft">
        <Trans>
          Your account has the email <strong className="text-ink">{state.user.email}</strong> now.
        </Trans>
      </p>
      <Button look="primary" isPending={isPending} onPress={() => mutate(token)}>
        {isPending ? t`Changing…` : t`Change my email`}
      </Button>
    </>
  )
}

function useConfirm() {
  const client = useClient()
  const { continueWith } = useSession()
  return useMutation({
    mutationFn: async (token: string) =>
      continueWith(await dataOf(client('auth.complete-email-change', { body: { token } }))),
  })
}
