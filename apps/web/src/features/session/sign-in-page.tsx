import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, forgotPasswordPage, type RequestOf } from '@palisade/contracts'
import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Notice } from '../../components/notice.tsx'
import { focusPageHeading, PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { ChooseTenant } from './choose-tenant.tsx'
import { Entrance } from './entrance.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { SecondFactorStep } from './second-factor-step.tsx'
import { useSession, useSessionState } from './session-context.ts'

const { email, password } = endpoints['auth.sign-in'].request.body.properties

export function SignInPage() {
  const session = useSession()
  const state = useSessionState()
  const signingIn = useMutation({ mutationFn: session.signIn })
  const { error, reset } = signingIn
  const challenge = isProblem(error, 'second-factor-required') ? error.problem.challenge : undefined
  const startOver = () => {
    reset()
    focusPageHeading()
  }
  if (state.status === 'signed-out' && state.because === 'not-a-member') {
    return (
      <Entrance>
        <ChooseTenant tenants={state.tenants} />
      </Entrance>
    )
  }
  return (
    <Entrance>
      <PageHeading title={challenge ? t`Second factor` : t`Sign in`}>
        {challenge ? t`Enter your second-factor code` : t`Sign in`}
      </PageHeading>
      {challenge ? (
        <SecondFactorStep challenge={challenge} onStartOver={startOver} />
      ) : (
        <PasswordStep request={signingIn} />
      )}
    </Entrance>
  )
}

type SignInRequest = UseMutationResult<unknown, unknown, RequestOf<'auth.sign-in'>['body']>

function PasswordStep({ request }: { request: SignInRequest }) {
  const { mutate, error, isPending } = request
  return (
    <>
      {!error && <WhyHere />}
      <RequestForm
        request={request}
        onSubmit={textOf => mutate({ email: textOf('/email'), password: textOf('/password') })}
      >
        <Field
          {...fieldOf('/email')}
          type="email"
          autoComplete="username"
          {...constraintsOf(email)}
          advice={t`Enter an address such as owner@acme.test`}
        />
        <Field {...fieldOf('/password')} type="password" autoComplete="current-password" {...constraintsOf(password)} />
        <Button type="submit" look="primary" isPending={isPending} className="mt-2">
          {isPending ? t`Signing in…` : t`Sign in`}
        </Button>
      </RequestForm>
      <EntranceLink to={forgotPasswordPage}>
        <Trans>Forgot your password?</Trans>
      </EntranceLink>
      <EntranceLink before={t`New here?`} to="/sign-up">
        <Trans>Create a workspace</Trans>
      </EntranceLink>
    </>
  )
}

function WhyHere() {
  const state = useSessionState()
  if (state.status !== 'signed-out' || state.because === 'never-signed-in') return null
  return state.because === 'ended' ? (
    <Notice tone="warn" title={t`Your session has ended`}>
      <p className="text-sm">
        <Trans>Sign in again to continue where you were.</Trans>
      </p>
    </Notice>
  ) : (
    <Notice tone="info" title={t`You are signed out`} />
  )
}
