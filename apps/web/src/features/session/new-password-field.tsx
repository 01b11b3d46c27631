import { endpoints, passwordLength } from '@palisade/contracts'
import { Field } from '../../components/field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'

const { newPassword } = endpoints['auth.change-password'].request.body.properties

/** Asks for a password that is to be set. */
export function NewPasswordField({ pointer }: { pointer: '/password' | '/newPassword' }) {
  return (
    <Field
      {...fieldOf(pointer)}
      type="password"
      autoComplete="new-password"
      description={`At least ${passwordLength.minimum} characters; a sentence is good`}
      {...constraintsOf(newPassword)}
    />
  )
}
