import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useSession } from './session-context.ts'

type SignOutFirstProps = {
  /** What the address of the link is for, such as “This invitation”. */
  what: string
  email: string
  ownEmail: string
}

/** For a link that was mailed to another person than the signed-in user: it must not replace the session without asking. */
export function SignOutFirst({ what, email, ownEmail }: SignOutFirstProps) {
  const session = useSession()
  const signingOut = useMutation({ mutationFn: session.signOut, onSuccess: focusPageHeading })
  return (
    <>
      {signingOut.error && <ProblemNotice key={signingOut.submittedAt} error={signingOut.error} takesFocus />}
      <Notice tone="warn" title={t`You are signed in with another address`}>
        <p className="text-sm wrap-anywhere">
          <Trans>
            {what} is for {email}; you are {ownEmail}.
          </Trans>
        </p>
      </Notice>
      <Button isPending={signingOut.isPending} onPress={() => signingOut.mutate()}>
        <Trans>Sign out</Trans>
      </Button>
    </>
  )
}
