import { fieldErrorsOf } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'

/** For forms of signed-in users: the API's own title speaks of an email as well, which they do not ask for. */
export function passwordErrorsOf(error: unknown): Record<string, string> {
  if (!isProblem(error, 'invalid-credentials')) return fieldErrorsOf(error)
  return { [fieldOf('/password').name]: 'The current password is wrong' }
}
