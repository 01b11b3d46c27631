import { endpoints, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldErrorsOf } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { CodeForm } from './code-form.tsx'
import type { Offer } from './invitation-offer.ts'
import { NewPasswordField } from './new-password-field.tsx'
import { useSession } from './session-context.ts'

const { name, password } = endpoints['invitations.accept'].request.body.properties

/** Joins with the password of the account and its second factor, or with a new account. */
export function AcceptForm({ token, offer }: { token: string; offer: Offer }) {
  const accepting = useAccept()
  const { mutate, variables, error, reset } = accepting
  const needsCode = variables?.code !== undefined || isProblem(error, 'second-factor-required')
  if (needsCode && variables) {
    return (
      <CodeForm
        request={isProblem(error, 'second-factor-required') ? { ...accepting, error: null } : accepting}
        onCode={code => mutate({ ...variables, code })}
        submitLabel="Join"
        pendingLabel="Joining…"
      >
        <Button onPress={reset}>Start over</Button>
      </CodeForm>
    )
  }
  return (
    <RequestForm
      request={accepting}
      findFieldErrors={passwordErrorsOf}
      onSubmit={textOf =>
        mutate({ token, password: textOf('/password'), ...(!offer.hasAccount && { name: textOf('/name') }) })
      }
    >
      {/* Tells password managers whose password it is. */}
      <input hidden readOnly autoComplete="username" value={offer.email} />
      {offer.hasAccount ? (
        <Field
          {...fieldOf('/password')}
          type="password"
          autoComplete="current-password"
          description="You have an account with this address: enter its password"
          {...constraintsOf(password)}
        />
      ) : (
        <>
          <Field {...fieldOf('/name')} label="Your name" autoComplete="name" {...constraintsOf(name)} />
          <NewPasswordField pointer="/password" />
        </>
      )}
      <Button type="submit" look="primary" isPending={accepting.isPending} className="mt-2">
        {accepting.isPending ? 'Joining…' : `Join ${offer.tenant.name}`}
      </Button>
    </RequestForm>
  )
}

function useAccept() {
  const { acceptInvitation } = useSession()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async (body: RequestOf<'invitations.accept'>['body']) => {
      await acceptInvitation(body)
      await navigate({ to: '/orders' })
    },
    // The cache would keep the password in memory for minutes after the user has left the page.
    gcTime: 0,
  })
}

/** The API's own title speaks of an email as well, which this form does not ask for. */
function passwordErrorsOf(error: unknown): Record<string, string> {
  if (!isProblem(error, 'invalid-credentials')) return fieldErrorsOf(error)
  return { [fieldOf('/password').name]: 'The password is wrong' }
}
