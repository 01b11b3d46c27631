import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
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
  const finishing = useMutation({ mutationFn: finishSignIn })
  return (
    <>
      <PageHeading title="Second factor">Enter your second-factor code</PageHeading>
      <CodeForm
        request={finishing}
        help={
          isProblem(finishing.error, 'invalid-token') && (
            <p className="text-sm">The sign-in took too long. Start over.</p>
          )
        }
        onCode={code => finishing.mutate({ challenge, code })}
        submitLabel="Sign in"
        pendingLabel="Signing in…"
      >
        <Button onPress={onStartOver}>Start over</Button>
      </CodeForm>
    </>
  )
}
