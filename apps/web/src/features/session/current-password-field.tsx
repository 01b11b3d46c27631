import { t } from '@lingui/core/macro'
import { Field } from '../../components/field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { UsernameField } from './username-field.tsx'

/** Where a signed-in user proves who they are. `schema` is that of the password in the request body. */
export function CurrentPasswordField({ schema }: { schema: object }) {
  return (
    <>
      <UsernameField email={useSignedInUser().email} />
      <Field
        {...fieldOf('/password')}
        label={t`Current password`}
        type="password"
        autoComplete="current-password"
        {...constraintsOf(schema)}
      />
    </>
  )
}
