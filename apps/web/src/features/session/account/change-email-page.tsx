import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, mailedLinks, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../../components/button.tsx'
import { Field } from '../../../components/field.tsx'
import { RequestForm } from '../../../components/request-form.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { constraintsOf } from '../../../lib/constraints.ts'
import { fieldOf } from '../../../lib/field-labels.ts'
import { formatWait } from '../../../lib/format-wait.ts'
import { dataOf } from '../../../lib/problem-error.ts'
import { useSignedInUser } from '../../../lib/signed-in-user.ts'
import { CurrentPasswordField } from '../current-password-field.tsx'
import { MailRequested } from '../mail-requested.tsx'
import { passwordErrorsOf } from '../password-errors.ts'
import { StepUpPage } from '../step-up-page.tsx'

const { newEmail, password } = endpoints['auth.request-email-change'].request.body.properties

/** The email changes by the link in the mail: see the page that it opens, confirm-email-page.tsx. */
export function ChangeEmailPage() {
  const asking = useRequestChange()
  return (
    <StepUpPage
      title={t`Change email`}
      request={asking}
      renderDone={sent => (
        <MailRequested email={sent.newEmail}>
          <Trans>
            Open the link in it, in this browser. It works for{' '}
            {formatWait(mailedLinks['email-change'].lifetimeMs / 1_000)}. Until then your email stays as it is.
          </Trans>
        </MailRequested>
      )}
    >
      <EmailForm request={asking} />
    </StepUpPage>
  )
}

function EmailForm({ request }: { request: ReturnType<typeof useRequestChange> }) {
  const { email } = useSignedInUser()
  return (
    <RequestForm
      request={request}
      findFieldErrors={passwordErrorsOf}
      onSubmit={textOf => request.mutate({ newEmail: textOf('/newEmail'), password: textOf('/password') })}
    >
      <p className="wrap-anywhere text-ink-soft">
        <Trans>
          Your email is <strong className="text-ink">{email}</strong>.
        </Trans>
      </p>
      <Field
        {...fieldOf('/newEmail')}
        type="email"
        autoComplete="email"
        advice={t`Enter an address such as owner@acme.test`}
        {...constraintsOf(newEmail)}
      />
      <CurrentPasswordField schema={password} />
      <Button type="submit" look="primary" isPending={request.isPending} className="mt-2">
        {request.isPending ? t`Sending…` : t`Send the link`}
      </Button>
    </RequestForm>
  )
}

function useRequestChange() {
  const client = useClient()
  return useMutation({
    mutationFn: (body: RequestOf<'auth.request-email-change'>['body']) =>
      dataOf(client('auth.request-email-change', { body })),
    // The cache would keep the password in memory for minutes after the user has left the page.
    gcTime: 0,
  })
}
