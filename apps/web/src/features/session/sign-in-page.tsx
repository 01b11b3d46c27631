import { endpoints, forgotPasswordPage } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { Entrance } from './entrance.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { SecondFactorStep } from './second-factor-step.tsx'
import { useSession, useSessionState } from './session-context.ts'

const { email, password } = endpoints['auth.sign-in'].request.body.properties

export function SignInPage() {
  const session = useSession()
  const signingIn = useMutation({ mutationFn: session.signIn })
  const { mutate, error, isPending, reset } = signingIn
  const challenge = isProblem(error, 'second-factor-required') ? error.problem.challenge : undefined
  if (challenge) {
    return (
      <Entrance>
        <SecondFactorStep challenge={challenge} onStartOver={reset} />
      </Entrance>
    )
  }
  return (
    <Entrance>
      <PageHeading title="Sign in">Sign in</PageHeading>
      {!error && <WhyHere />}
      <RequestForm
        request={signingIn}
        onSubmit={textOf => mutate({ email: textOf('/email'), password: textOf('/password') })}
      >
        <Field
          {...fieldOf('/email')}
          type="email"
          autoComplete="username"
          {...constraintsOf(email)}
          advice="Enter an address such as owner@acme.test"
        />
        <Field {...fieldOf('/password')} type="password" autoComplete="current-password" {...constraintsOf(password)} />
        <Button type="submit" look="primary" isPending={isPending} className="mt-2">
          {isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </RequestForm>
      <EntranceLink to={forgotPasswordPage}>Forgot your password?</EntranceLink>
      <EntranceLink before="New here?" to="/sign-up">
        Create a workspace
      </EntranceLink>
    </Entrance>
  )
}

function WhyHere() {
  const state = useSessionState()
  if (state.status !== 'signed-out' || state.because === 'never-signed-in') return null
  return state.because === 'ended' ? (
    <Notice tone="warn" title="Your session has ended">
      <p className="text-sm">Sign in again to continue where you were.</p>
    </Notice>
  ) : (
    <Notice tone="info" title="You are signed out" />
  )
}
