import { isCommonPassword } from './common-passwords.ts'
import { describeFault } from './field-faults.ts'

/**
 * How long a new password may be: characters of its NFKC form, the form that is hashed (NIST SP 800-63B-4 section 3.1.1.2).
 * The same password, typed on another keyboard, can have another number of characters.
 */
export const passwordLength = { minimum: 12, maximum: 128 } as const

/** The longest password as it is sent, in code points: a character of the NFKC form may be written with four. */
export const passwordAsSent = { maxChars: 4 * passwordLength.maximum } as const

/** The value of `format` in the schema of a new password. */
export const newPasswordFormat = 'new-password'

/** The fault of a new password; undefined for a valid one. */
export function faultOfPassword(password: string): string | undefined {
  const length = [...password.normalize('NFKC')].length
  if (length < passwordLength.minimum) return describeFault('minLength', passwordLength.minimum)
  if (length > passwordLength.maximum) return describeFault('maxLength', passwordLength.maximum)
  return isCommonPassword(password) ? describeFault('common') : undefined
}
