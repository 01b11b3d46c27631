import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, buttonStyle } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { CurrentPasswordField } from './current-password-field.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { passwordErrorsOf } from './password-errors.ts'
import { useSession } from './session-context.ts'
import { StepUpPage } from './step-up-page.tsx'

type Change = RequestOf<'auth.change-password'>['body']

const { password } = endpoints['auth.change-password'].request.body.properties

export function ChangePasswordPage() {
  const changing = useChangePassword()
  return (
    <StepUpPage title={t`Change password`} request={changing} renderDone={() => <Changed />}>
      <PasswordForm request={changing} />
    </StepUpPage>
  )
}

function Changed() {
  return (
    <>
      <Notice tone="info" title={t`Password changed`} takesFocus>
        <p className="text-sm">
          <Trans>Your other devices were signed out. This one stays signed in.</Trans>
        </p>
      </Notice>
      <Link to="/orders" className={buttonStyle('secondary', 'self-start')}>
        <Trans>Go to the orders</Trans>
      </Link>
    </>
  )
}

function PasswordForm({ request }: { request: ReturnType<typeof useChangePassword> }) {
  const { email } = useSignedInUser()
  return (
    <RequestForm
      request={request}
      findFieldErrors={passwordErrorsOf}
      onSubmit={textOf => request.mutate({ password: textOf('/password'), newPassword: textOf('/newPassword') })}
    >
      <CurrentPasswordField schema={password} />
      <NewPasswordField pointer="/newPassword" email={email} />
      <Button type="submit" look="primary" isPending={request.isPending} className="mt-2">
        {request.isPending ? t`Changing…` : t`Change password`}
      </Button>
    </RequestForm>
  )
}

function useChangePassword() {
  const client = useClient()
  const { continueWith } = useSession()
  return useMutation({
    mutationFn: async (body: Change) => continueWith(await dataOf(client('auth.change-password', { body }))),
    // The cache would keep both passwords in memory for minutes after the user has left the page.
    gcTime: 0,
  })
}
