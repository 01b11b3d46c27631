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

export function ForgotPasswordPage() {
  const client = useClient()
  const asking = useMutation({
    mutationFn: (body: RequestOf<'auth.request-password-reset'>['body']) =>
      dataOf(client('auth.request-password-reset', { body })),
  })
  return (
    <Entrance>
      <PageHeading title={t`Set a new password`} />
      {asking.isSuccess ? (
        <MailRequested email={asking.variables.email}>
          <Trans>
            If it has an account, open the link in the mail. It works for{' '}
            {formatWait(mailedLinks['password-reset'].lifetimeMs / 1_000)}.
          </Trans>
        </MailRequested>
      ) : (
        <EmailForm request={asking} button={t`Send the link`} />
      )}
      <EntranceLink to="/sign-in">
        <Trans>Back to the sign-in</Trans>
      </EntranceLink>
    </Entrance>
  )
}
