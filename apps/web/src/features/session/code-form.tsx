import { endpoints } from '@palisade/contracts'
import type { ReactNode } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { useFieldErrors } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { readTexts } from './read-texts.ts'

const { code } = endpoints['second-factor.answer'].request.body.properties

type CodeFormProps = {
  error: unknown
  isPending: boolean
  onCode: (code: string) => void
  submitLabel: string
  pendingLabel: string
  /** The button that leaves the form. */
  children: ReactNode
}

/** Asks for a code of the user's authenticator app, or for a recovery code. */
export function CodeForm({ error, isPending, onCode, submitLabel, pendingLabel, children }: CodeFormProps) {
  return (
    <Form
      className="flex flex-col gap-4"
      validationErrors={useFieldErrors(error)}
      onSubmit={event => {
        event.preventDefault()
        const { '/code': code } = readTexts(event.currentTarget, ['/code'])
        if (!isPending) onCode(code)
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
        {isPending ? pendingLabel : submitLabel}
      </Button>
      {children}
    </Form>
  )
}
