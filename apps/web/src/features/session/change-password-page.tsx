import { endpoints, passwordLength, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Form } from 'react-aria-components'
import { Button, buttonStyle } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Notice } from '../../components/notice.tsx'
import { focusPageHeading, PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useClient } from '../../lib/client-context.ts'
import { constraintsOf } from '../../lib/constraints.ts'
import { useFieldErrors } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { dataOf, isProblem } from '../../lib/problem-error.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { readTexts } from './read-texts.ts'
import { useSession } from './session-context.ts'
import { StepUpStep } from './step-up-step.tsx'

type Change = RequestOf<'auth.change-password'>['body']

const { password, newPassword } = endpoints['auth.change-password'].request.body.properties

export function ChangePasswordPage() {
  const { mutate, error, isPending, isSuccess, submittedAt, variables, reset } = useChangePassword()
  const cancel = () => {
    reset()
    focusPageHeading()
  }
  const refused = isProblem(error, 'stronger-sign-in-required') ? variables : undefined
  const title = refused ? 'Verify your second factor again' : 'Change password'
  return (
    <div className="mx-auto flex max-w-md flex-col gap-5">
      <PageHeading title={title}>{title}</PageHeading>
      {refused ? (
        <StepUpStep onVerified={() => mutate(refused)} onCancel={cancel} />
      ) : (
        <>
          {error && <ProblemNotice key={submittedAt} error={error} title={titleFor(error)} takesFocus />}
          {isSuccess ? <Changed /> : <PasswordForm error={error} isPending={isPending} onSubmit={mutate} />}
        </>
      )}
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

type PasswordFormProps = { error: unknown; isPending: boolean; onSubmit: (change: Change) => void }

function PasswordForm({ error, isPending, onSubmit }: PasswordFormProps) {
  return (
    <Form
      className="flex flex-col gap-4"
      validationErrors={usePasswordErrors(error)}
      onSubmit={event => {
        event.preventDefault()
        const texts = readTexts(event.currentTarget, ['/password', '/newPassword'])
        if (!isPending) onSubmit({ password: texts['/password'], newPassword: texts['/newPassword'] })
      }}
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
      <Field
        {...fieldOf('/newPassword')}
        type="password"
        autoComplete="new-password"
        description={`At least ${passwordLength.minimum} characters; a sentence is good`}
        {...constraintsOf(newPassword)}
      />
      <Button type="submit" look="primary" isPending={isPending} className="mt-2">
        {isPending ? 'Changing…' : 'Change password'}
      </Button>
    </Form>
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

const wrongPassword = 'The current password is wrong'

/** The API's own title speaks of an email as well, which this form does not ask for. */
function titleFor(error: unknown): string | undefined {
  return isProblem(error, 'invalid-credentials') ? wrongPassword : undefined
}

/** A new object for each error: see `useFieldErrors`. */
function usePasswordErrors(error: unknown): Record<string, string> {
  const fieldErrors = useFieldErrors(error)
  return useMemo(
    () => (isProblem(error, 'invalid-credentials') ? { [fieldOf('/password').name]: wrongPassword } : fieldErrors),
    [error, fieldErrors],
  )
}
