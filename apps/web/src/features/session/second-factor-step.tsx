import { endpoints } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Form } from 'react-aria-components'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { useFieldErrors } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { readTexts } from './read-texts.ts'
import { useSession } from './session-context.ts'

const { code } = endpoints['second-factor.answer'].request.body.properties

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
      <Form
        className="flex flex-col gap-4"
        validationErrors={useFieldErrors(error)}
        onSubmit={event => {
          event.preventDefault()
          const { '/code': code } = readTexts(event.currentTarget, ['/code'])
          if (!isPending) mutate({ challenge, code })
        }}
      >
        <Field
          {...fieldOf('/code')}
          autoComplete="one-time-code"
          autoFocus
          {...constraintsOf(code)}
          description="From your authenticator app, or one of your recovery codes"
          advice="Enter the six digits or a recovery code"
        />
        <Button type="submit" look="primary" isPending={isPending} className="mt-2">
          {isPending ? 'Signing in…' : 'Sign in'}
        </Button>
        <Button onPress={onStartOver}>Start over</Button>
      </Form>
    </>
  )
}
