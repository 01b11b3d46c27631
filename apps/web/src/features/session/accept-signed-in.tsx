import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf, isProblem } from '../../lib/problem-error.ts'
import type { User } from '../../lib/signed-in-user.ts'
import type { Offer } from './invitation-offer.ts'
import { useSession } from './session-context.ts'

type AcceptSignedInProps = { token: string; offer: Offer; user: User }

/** The invited person is signed in already and joins by one button; anybody else signs out first. */
export function AcceptSignedIn({ token, offer, user }: AcceptSignedInProps) {
  const session = useSession()
  const joining = useJoin(token)
  const signingOut = useMutation({ mutationFn: session.signOut })
  if (offer.email !== user.email) {
    return (
      <>
        {signingOut.error && <ProblemNotice error={signingOut.error} takesFocus />}
        <Notice tone="warn" title="You are signed in with another address">
          <p className="text-sm wrap-anywhere">
            This invitation is for {offer.email}; you are {user.email}.
          </p>
        </Notice>
        <Button isPending={signingOut.isPending} onPress={() => signingOut.mutate()}>
          Sign out
        </Button>
      </>
    )
  }
  return (
    <>
      {joining.error && (
        <ProblemNotice key={joining.submittedAt} error={joining.error} takesFocus>
          {isProblem(joining.error, 'not-a-member') && (
            <p className="text-sm">You have joined. Sign out and sign in again to open the workspace.</p>
          )}
        </ProblemNotice>
      )}
      <Button look="primary" isPending={joining.isPending} onPress={() => joining.mutate()}>
        {joining.isPending ? 'Joining…' : `Join ${offer.tenant.name}`}
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
