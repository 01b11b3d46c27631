import { t } from '@lingui/core/macro'
import { endpoints } from '@palisade/contracts'
import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm, type SentRequest } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'

const { code } = endpoints['second-factor.answer'].request.body.properties

type CodeFormProps = {
  request: SentRequest
  onCode: (code: string) => void
  submitLabel: string
  pendingLabel: string
  help?: ReactNode
  /** The button that leaves the form. */
  children: ReactNode
}

/** Asks for a code of the user's authenticator app, or for a recovery code. */
export function CodeForm({ request, onCode, submitLabel, pendingLabel, help, children }: CodeFormProps) {
  return (
    <RequestForm request={request} help={help} onSubmit={textOf => onCode(textOf('/code'))}>
      <Field
        {...fieldOf('/code')}
        autoComplete="one-time-code"
        autoFocus
        {...constraintsOf(code)}
        description={t`From your authenticator app, or one of your recovery codes`}
        advice={t`Enter the six digits or a recovery code`}
      />
      <Button type="submit" look="primary" isPending={request.isPending} className="mt-2">
        {request.isPending ? pendingLabel : submitLabel}
      </Button>
      {children}
    </RequestForm>
  )
}
