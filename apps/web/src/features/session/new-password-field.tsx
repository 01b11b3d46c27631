import { t } from '@lingui/core/macro'
import { endpoints, passwordLength } from '@palisade/contracts'
import { useState } from 'react'
import { Field } from '../../components/field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { PasswordMeter } from './password-meter.tsx'

const { newPassword } = endpoints['auth.change-password'].request.body.properties

type NewPasswordFieldProps = {
  pointer: '/password' | '/newPassword'
  /** Of the account that gets the password: its words make a password weak. */
  email: string
}

/** Asks for a password that is to be set. */
export function NewPasswordField({ pointer, email }: NewPasswordFieldProps) {
  const [password, setPassword] = useState('')
  return (
    <div className="flex flex-col gap-2">
      <Field
        {...fieldOf(pointer)}
        type="password"
        autoComplete="new-password"
        description={t`At least ${passwordLength.minimum} characters; a sentence is good`}
        onChange={setPassword}
        {...constraintsOf(newPassword)}
      />
      <PasswordMeter password={password} email={email} />
    </div>
  )
}
