import { t } from '@lingui/core/macro'
import { endpoints } from '@palisade/contracts'
import { Field } from '../../components/field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'

const { slug } = endpoints['auth.create-tenant'].request.body.properties

export function SlugField(props: { name: string; label: string }) {
  return (
    <Field
      {...props}
      description={t`Lowercase letters, digits and hyphens, such as acme`}
      advice={t`Begin with a letter; then use lowercase letters, digits and hyphens`}
      {...constraintsOf(slug)}
    />
  )
}
