import { fieldOf } from '../lib/field-labels.ts'
import { type KeyLifetime, keyLifetimes, lifetimeNames } from '../lib/program-scopes.ts'
import { SelectField } from './select-field.tsx'

type LifetimeFieldProps = { value: KeyLifetime; onChange: (lifetime: KeyLifetime) => void }

export function LifetimeField(props: LifetimeFieldProps) {
  const options = Object.keys(keyLifetimes) as KeyLifetime[]
  return (
    <SelectField
      label={fieldOf('/expiresInDays').label}
      options={options}
      nameOf={lifetime => lifetimeNames()[lifetime]}
      {...props}
    />
  )
}
