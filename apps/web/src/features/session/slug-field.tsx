import { endpoints } from '@palisade/contracts'
import { Field } from '../../components/field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'

const { slug } = endpoints['auth.create-tenant'].request.body.properties

type SlugFieldProps = { name: string; label: string; value?: string; onChange?: (text: string) => void }

export function SlugField(props: SlugFieldProps) {
  return (
    <Field
      {...props}
      description="Lowercase letters, digits and hyphens, such as acme"
      advice="Begin with a letter; then use lowercase letters, digits and hyphens"
      {...constraintsOf(slug)}
    />
  )
}
