import type { RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { PageHeading } from '../../components/page-heading.tsx'
import { useClient } from '../../lib/client-context.ts'
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
      <PageHeading title="Set a new password">Set a new password</PageHeading>
      {asking.isSuccess ? (
        <MailRequested email={asking.variables.email}>
          If it has an account, open the link in the mail within an hour.
        </MailRequested>
      ) : (
        <EmailForm request={asking} button="Send the link" />
      )}
      <EntranceLink to="/sign-in">Back to the sign-in</EntranceLink>
    </Entrance>
  )
}
