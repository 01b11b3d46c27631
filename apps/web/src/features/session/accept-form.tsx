import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { fieldErrorsOf } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { CodeForm } from './code-form.tsx'
import type { Offer } from './invitation-offer.ts'
import { NewPasswordField } from './new-password-field.tsx'
import { useSession } from './session-context.ts'
import { UsernameField } from './username-field.tsx'

const { name, password } = endpoints['invitations.accept'].request.body.properties

/** Joins with the password of the account and its second factor, or with a new account. */
export function AcceptForm({ token, offer }: { token: string; offer: Offer }) {
  const draft = useTextDraft('accept-invitation')
  const accepting = useAccept(draft.discard)
  const { mutate, variables, error, reset } = accepting
  const needsCode = variables?.code !== undefined || isProblem(error, 'second-factor-required')
  const startOver = () => {
    reset()
    focusPageHeading()
  }
  if (needsCode && variables) {
    return (
      <CodeForm
        request={isProblem(error, 'second-factor-required') ? { ...accepting, error: null } : accepting}
        onCode={code => mutate({ ...variables, code })}
        submitLabel={t`Join`}
        pendingLabel={t`Joining…`}
      >
        <Button onPress={startOver}>
          <Trans>Start over</Trans>
        </Button>
      </CodeForm>
    )
  }
  return (
    <RequestForm
      request={accepting}
      draft={draft}
      findFieldErrors={passwordErrorsOf}
      onSubmit={textOf =>
        mutate({ token, password: textOf('/password'), ...(!offer.hasAccount && { name: textOf('/name') }) })
      }
    >
      <UsernameField email={offer.email} />
      {offer.hasAccount ? (
        <Field
          {...fieldOf('/password')}
          type="password"
          autoComplete="current-password"
          description={t`You have an account with this address: enter its password`}
          {...constraintsOf(password)}
        />
      ) : (
        <>
          <Field {...fieldOf('/name')} label={t`Your name`} autoComplete="name" {...constraintsOf(name)} />
          <NewPasswordField pointer="/password" email={offer.email} />
        </>
      )}
      <Button type="submit" look="primary" isPending={accepting.isPending} className="mt-2">
        {accepting.isPending ? t`Joining…` : t`Join ${offer.tenant.name}`}
      </Button>
    </RequestForm>
  )
}

function useAccept(onSent: () => void) {
  const { acceptInvitation } = useSession()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async (body: RequestOf<'invitations.accept'>['body']) => {
      await acceptInvitation(body)
      onSent()
      await navigate({ to: '/orders' })
    },
    // The cache would keep the password in memory for minutes after the user has left the page.
    gcTime: 0,
  })
}

/** This form has no email field, but the API's title mentions the email. */
function passwordErrorsOf(error: unknown): Record<string, string> {
  if (!isProblem(error, 'invalid-credentials')) return fieldErrorsOf(error)
  return { [fieldOf('/password').name]: t`The password is wrong` }
}
