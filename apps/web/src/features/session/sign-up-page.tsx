import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { mailedLinks, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { PageHeading } from '../../components/page-heading.tsx'
import { useClient } from '../../lib/client-context.ts'
import { formatWait } from '../../lib/format-wait.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { EmailForm } from './email-form.tsx'
import { Entrance } from './entrance.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { MailRequested } from './mail-requested.tsx'

export function SignUpPage() {
  const client = useClient()
  const signingUp = useMutation({
    mutationFn: (body: RequestOf<'auth.sign-up'>['body']) => dataOf(client('auth.sign-up', { body })),
  })
  return (
    <Entrance>
      <PageHeading title={t`Create a workspace`} />
      {signingUp.isSuccess ? (
        <MailRequested email={signingUp.variables.email}>
          <Trans>Open the link in it. It works for {formatWait(mailedLinks['sign-up'].lifetimeMs / 1_000)}.</Trans>
        </MailRequested>
      ) : (
        <EmailForm request={signingUp} button={t`Continue`} />
      )}
      <EntranceLink before={t`Already have a workspace?`} to="/sign-in">
        <Trans>Sign in</Trans>
      </EntranceLink>
    </Entrance>
  )
}
