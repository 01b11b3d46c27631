import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf, isProblem } from '../../lib/problem-error.ts'
import type { User } from '../../lib/signed-in-user.ts'
import type { Offer } from './invitation-offer.ts'
import { useSession } from './session-context.ts'
import { SignOutFirst } from './sign-out-first.tsx'

type AcceptSignedInProps = { token: string; offer: Offer; user: User }

/** The invited person is signed in already and joins by one button; anybody else signs out first. */
export function AcceptSignedIn({ token, offer, user }: AcceptSignedInProps) {
  const joining = useJoin(token)
  if (offer.email !== user.email) {
    return <SignOutFirst what={t`This invitation`} email={offer.email} ownEmail={user.email} />
  }
  return (
    <>
      {joining.error && (
        <ProblemNotice key={joining.submittedAt} error={joining.error} takesFocus>
          {isProblem(joining.error, 'not-a-member') && (
            <p className="text-sm">
              <Trans>You have joined. Sign out and sign in again to open the workspace.</Trans>
            </p>
          )}
        </ProblemNotice>
      )}
      <Button look="primary" isPending={joining.isPending} onPress={() => joining.mutate()}>
        {joining.isPending ? t`Joining…` : t`Join ${offer.tenant.name}`}
      </Button>
    </>
  )
}

/** A session that the tenant has ended before does not open it: the switch is refused with `not-a-member`. */
function useJoin(token: string) {
  const client = useClient()
  const { switchTenant } = useSession()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async () => {
      const { tenant } = await dataOf(client('invitations.accept-signed-in', { body: { token } }))
      await switchTenant(tenant.id)
      await navigate({ to: '/orders' })
    },
  })
}
