import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { LinkPurpose } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Loading } from '../../components/loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { LinkNeeded } from './link-needed.tsx'
import { useLinkToken } from './use-link-token.ts'

type LinkOwnerProps = { purpose: LinkPurpose; children: (link: { token: string; email: string }) => ReactNode }

/**
 * Shows whose mailbox the link of this page was sent to, above what it is for. Without that, somebody who passes on a link
 * of their own gets others to fill in a form for the sender's account.
 */
export function LinkOwner(props: LinkOwnerProps) {
  const token = useLinkToken()
  return token ? <Owner key={token} token={token} {...props} /> : <LinkNeeded />
}

function Owner({ purpose, token, children }: LinkOwnerProps & { token: string }) {
  const client = useClient()
  // Kept here: when the link has been used, it cannot be looked up again.
  const [email, setEmail] = useState<string>()
  const { data, error, refetch } = useQuery({
    queryKey: ['link', purpose, token],
    queryFn: ({ signal }) => dataOf(client('auth.look-up-link', { body: { purpose, token } }, { signal })),
    gcTime: 0,
    enabled: !email,
  })
  if (data && !email) setEmail(data.email)
  if (error && !email) return <ProblemNotice error={error} onRetry={refetch} />
  if (!email) return <Loading label={t`Loading the link…`} />
  return (
    <>
      <p className="wrap-anywhere text-ink-soft">
        <Trans>
          for <strong className="text-ink">{email}</strong>
        </Trans>
      </p>
      {children({ token, email })}
    </>
  )
}
