import { t } from '@lingui/core/macro'
import {
  faultOfPassword,
  isCommonPassword,
  newPasswordFormat,
  normalizeTexts,
  passwordLength,
} from '@palisade/contracts'
import { formatNumber } from './numbers.ts'

type StringSchema = { minLength?: number; maxLength?: number; pattern?: string; format?: string }

export type Constraints = Omit<StringSchema, 'maxLength' | 'format'> & {
  isRequired: boolean
  /** Checks what the browser cannot: the fault of a text, if it has one. */
  validate: (text: string) => string | undefined
}

/** The rules of a contract's string as a browser's input keeps them, so that the form and the server accept the same texts. */
export function constraintsOf(schema: object, isRequired = true): Constraints {
  const { minLength, pattern, format } = schema as StringSchema
  return {
    isRequired,
    ...(minLength !== undefined && { minLength }),
    ...(pattern !== undefined && { pattern }),
    validate: format === newPasswordFormat ? adviseOnPassword : text => adviseOnLength(schema, text),
  }
}

/** Not the attribute `maxlength`, with which the browser cuts pasted text without a word. */
function adviseOnLength(schema: StringSchema, text: string): string | undefined {
  const { maxLength = Number.POSITIVE_INFINITY } = schema
  const sent = String(normalizeTexts(schema, text))
  return [...sent].length > maxLength ? t`Enter at most ${formatNumber(maxLength)} characters` : undefined
}

function adviseOnPassword(password: string): string | undefined {
  const { minimum, maximum } = passwordLength
  if (isCommonPassword(password)) return t`Attackers try this password first. Choose another one.`
  return faultOfPassword(password) && t`Enter ${minimum} to ${maximum} characters`
}

type RangeSchema = { minimum?: number; maximum?: number; maxItems?: number }

/** The bounds of a contract's integer, or how many items its list has at most. */
export function rangeOf(schema: object): { minimum: number; maximum: number } {
  const { minimum = 0, maxItems = Number.MAX_SAFE_INTEGER, maximum = maxItems } = schema as RangeSchema
  return { minimum, maximum }
}
