import type { RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { PageHeading } from '../../components/page-heading.tsx'
import { useClient } from '../../lib/client-context.ts'
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
      <PageHeading title="Create a workspace">Create a workspace</PageHeading>
      {signingUp.isSuccess ? (
        <MailRequested email={signingUp.variables.email}>Open the link in it within 24 hours.</MailRequested>
      ) : (
        <EmailForm request={signingUp} button="Continue" />
      )}
      <EntranceLink before="Already have a workspace?" to="/sign-in">
        Sign in
      </EntranceLink>
    </Entrance>
  )
}
