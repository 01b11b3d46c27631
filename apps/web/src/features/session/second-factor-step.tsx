import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
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
    <CodeForm
      request={finishing}
      help={
        isProblem(finishing.error, 'invalid-token') && (
          <p className="text-sm">
            <Trans>The sign-in took too long. Start over.</Trans>
          </p>
        )
      }
      onCode={code => finishing.mutate({ challenge, code })}
      submitLabel={t`Sign in`}
      pendingLabel={t`Signing in…`}
    >
      <Button onPress={onStartOver}>
        <Trans>Start over</Trans>
      </Button>
    </CodeForm>
  )
}
