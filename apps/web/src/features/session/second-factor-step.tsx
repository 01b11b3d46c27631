import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { isProblem } from '../../lib/problem-error.ts'
import { CodeForm } from './code-form.tsx'
import { useSession } from './session-context.ts'

type SecondFactorStepProps = {
  /** What the sign-in with the password answered. */
  challenge: string
  onStartOver: () => void
}

/** The second step of signing in, for users with an authenticator app. */
export function SecondFactorStep({ challenge, onStartOver }: SecondFactorStepProps) {
  const { finishSignIn } = useSession()
  const { mutate, error, isPending, submittedAt } = useMutation({ mutationFn: finishSignIn })
  return (
    <>
      <PageHeading title="Second factor">Enter your second-factor code</PageHeading>
      {error && (
        <ProblemNotice key={submittedAt} error={error} takesFocus>
          {isProblem(error, 'invalid-token') && <p className="text-sm">The sign-in took too long. Start over.</p>}
        </ProblemNotice>
      )}
      <CodeForm
        error={error}
        isPending={isPending}
        onCode={code => mutate({ challenge, code })}
        submitLabel="Sign in"
        pendingLabel="Signing in…"
      >
        <Button onPress={onStartOver}>Start over</Button>
      </CodeForm>
    </>
  )
}
