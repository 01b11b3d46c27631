import { t } from '@lingui/core/macro'
import { endpoints } from '@palisade/contracts'
import type { UseMutationResult } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'

const { email } = endpoints['auth.sign-up'].request.body.properties

type EmailFormProps = { request: UseMutationResult<unknown, unknown, { email: string }>; button: string }

/** Asks for nothing but an address, to which a mail is sent. */
export function EmailForm({ request, button }: EmailFormProps) {
  return (
    <RequestForm request={request} onSubmit={textOf => request.mutate({ email: textOf('/email') })}>
      <Field
        {...fieldOf('/email')}
        type="email"
        autoComplete="username"
        advice={t`Enter an address such as owner@acme.test`}
        {...constraintsOf(email)}
      />
      <Button type="submit" look="primary" isPending={request.isPending} className="mt-2">
        {request.isPending ? t`Sending…` : button}
      </Button>
    </RequestForm>
  )
}
