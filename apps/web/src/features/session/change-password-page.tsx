import { endpoints, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, buttonStyle } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Notice } from '../../components/notice.tsx'
import { focusPageHeading, PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { useClient } from '../../lib/client-context.ts'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { dataOf, isProblem } from '../../lib/problem-error.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { NewPasswordField } from './new-password-field.tsx'
import { passwordErrorsOf } from './password-errors.ts'
import { useSession } from './session-context.ts'
import { StepUpStep } from './step-up-step.tsx'

type Change = RequestOf<'auth.change-password'>['body']

const { password } = endpoints['auth.change-password'].request.body.properties

export function ChangePasswordPage() {
  const changing = useChangePassword()
  const { mutate, error, isSuccess, variables, reset } = changing
  const cancel = () => {
    reset()
    focusPageHeading()
  }
  const refused = isProblem(error, 'stronger-sign-in-required') ? variables : undefined
  const title = refused ? 'Verify your second factor again' : 'Change password'
  return (
    <div className="mx-auto flex max-w-md flex-col gap-5">
      <PageHeading title={title}>{title}</PageHeading>
      {refused && <StepUpStep onVerified={() => mutate(refused)} onCancel={cancel} />}
      {isSuccess && <Changed />}
      {!refused && !isSuccess && <PasswordForm request={changing} />}
    </div>
  )
}

function Changed() {
  return (
    <>
      <Notice tone="info" title="Password changed" takesFocus>
        <p className="text-sm">Your other devices were signed out. This one stays signed in.</p>
      </Notice>
      <Link to="/orders" className={buttonStyle('secondary', 'self-start')}>
        Go to the orders
      </Link>
    </>
  )
}

function PasswordForm({ request }: { request: ReturnType<typeof useChangePassword> }) {
  return (
    <RequestForm
      request={request}
      findFieldErrors={passwordErrorsOf}
      onSubmit={textOf => request.mutate({ password: textOf('/password'), newPassword: textOf('/newPassword') })}
    >
      {/* Tells password managers which entry to update. */}
      <input hidden readOnly autoComplete="username" value={useSignedInUser().email} />
      <Field
        {...fieldOf('/password')}
        label="Current password"
        type="password"
        autoComplete="current-password"
        {...constraintsOf(password)}
      />
      <NewPasswordField pointer="/newPassword" />
      <Button type="submit" look="primary" isPending={request.isPending} className="mt-2">
        {request.isPending ? 'Changing…' : 'Change password'}
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
