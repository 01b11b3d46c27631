import { forgotPasswordPage, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { Entrance } from './entrance.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { LinkNeeded } from './link-needed.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { useLinkToken } from './use-link-token.ts'

export function ResetPasswordPage() {
  const token = useLinkToken()
  const setting = useSetPassword()
  return (
    <Entrance>
      <PageHeading title="Set a new password">Set a new password</PageHeading>
      {setting.isSuccess && (
        <Notice tone="info" title="Password set" takesFocus>
          <p className="text-sm">All your devices were signed out. Sign in with the new password.</p>
        </Notice>
      )}
      {!setting.isSuccess && !token && <LinkNeeded />}
      {!setting.isSuccess && token && (
        <RequestForm
          request={setting}
          onSubmit={textOf => setting.mutate({ token, newPassword: textOf('/newPassword') })}
        >
          <NewPasswordField pointer="/newPassword" />
          <Button type="submit" look="primary" isPending={setting.isPending} className="mt-2">
            {setting.isPending ? 'Setting…' : 'Set password'}
          </Button>
        </RequestForm>
      )}
      {setting.isSuccess ? (
        <EntranceLink to="/sign-in">Sign in</EntranceLink>
      ) : (
        <EntranceLink to={forgotPasswordPage}>Ask for a new link</EntranceLink>
      )}
    </Entrance>
  )
}

function useSetPassword() {
  const client = useClient()
  return useMutation({
    mutationFn: (body: RequestOf<'auth.complete-password-reset'>['body']) =>
      dataOf(client('auth.complete-password-reset', { body })),
    // The cache would keep the password in memory for minutes after the user has left the page.
    gcTime: 0,
  })
}
