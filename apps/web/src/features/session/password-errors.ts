import { t } from '@lingui/core/macro'
import { fieldErrorsOf } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'

/** Titles for forms of signed-in users, which have no email field: the API's title mentions the email. */
export function passwordErrorsOf(error: unknown): Record<string, string> {
  if (!isProblem(error, 'invalid-credentials')) return fieldErrorsOf(error)
  return { [fieldOf('/password').name]: t`The current password is wrong` }
}
