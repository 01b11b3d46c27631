import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { buttonStyle } from '../../components/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { roleName } from '../../lib/contract-texts.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { AcceptForm } from './accept-form.tsx'
import { AcceptSignedIn } from './accept-signed-in.tsx'
import { Entrance } from './entrance.tsx'
import type { Offer } from './invitation-offer.ts'
import { LinkNeeded } from './link-needed.tsx'
import { useSessionState } from './session-context.ts'
import { useLinkToken } from './use-link-token.ts'

/** Opened by the link of a mailed invitation, signed in or not. */
export function AcceptInvitationPage() {
  const token = useLinkToken()
  return (
    <Entrance>
      <PageHeading title={t`Invitation`}>
        <Trans>You are invited</Trans>
      </PageHeading>
      {token ? <Invitation key={token} token={token} /> : <LinkNeeded />}
    </Entrance>
  )
}

function Invitation({ token }: { token: string }) {
  const client = useClient()
  // Kept here: when the user joins, the cache is cleared, and the token is used up.
  const [offer, setOffer] = useState<Offer>()
  const { data, error, refetch } = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => dataOf(client('invitations.look-up', { body: { token } }, { signal })),
    gcTime: 0,
    enabled: !offer,
  })
  if (data && !offer) setOffer(data)
  if (error && !offer) {
    return (
      <ProblemNotice error={error} onRetry={refetch}>
        <Link to="/sign-in" className={buttonStyle('secondary', 'self-start')}>
          <Trans>Go to the sign-in</Trans>
        </Link>
      </ProblemNotice>
    )
  }
  if (!offer) return <Loading label={t`Loading the invitation…`} />
  return (
    <>
      <p className="wrap-anywhere text-ink-soft">
        <Trans>
          Join <strong className="text-ink">{offer.tenant.name}</strong> as{' '}
          <strong className="text-ink">{roleName(offer.role)}</strong>, with the address {offer.email}.
        </Trans>
      </p>
      <Acceptance token={token} offer={offer} />
    </>
  )
}

function Acceptance({ token, offer }: { token: string; offer: Offer }) {
  const state = useSessionState()
  if (state.status !== 'signed-in') return <AcceptForm token={token} offer={offer} />
  return <AcceptSignedIn token={token} offer={offer} user={state.user} />
}
