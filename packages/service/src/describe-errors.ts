import {
  describeFault,
  type FieldFault,
  fieldFaults,
  isCommonPassword,
  newPasswordFormat,
  passwordLength,
} from '@palisade/contracts'
import type { ErrorObject } from 'ajv'

/**
 * Describes the errors of a value in the words of contracts/field-faults.ts. Users of the SPA read these texts; Ajv's own are
 * written for programmers.
 *
 * @param data the value that Ajv compared
 */
export function describeErrors(errors: readonly ErrorObject[], data: unknown): { pointer: string; detail: string }[] {
  return errors.map(({ instancePath, params, keyword }) => {
    const name = params['additionalProperty'] ?? params['missingProperty']
    return {
      pointer: name === undefined ? instancePath : `${instancePath}/${name}`,
      detail: describeError(keyword, params, valueAt(data, instancePath)),
    }
  })
}

function describeError(keyword: string, params: ErrorObject['params'], value: unknown): string {
  if (keyword === 'minProperties') return describeFault('empty')
  if (keyword === 'const') return describeFault('enum', [params['allowedValue']])
  if (params['format'] === newPasswordFormat) {
    if (isCommonPassword(String(value))) return describeFault('common')
    return describeFault('passwordLength', `${passwordLength.minimum}–${passwordLength.maximum}`)
  }
  if (keyword === 'format') return describeFault('pattern')
  const fault = keyword in fieldFaults ? (keyword as FieldFault) : 'invalid'
  return describeFault(fault, params['limit'] ?? params['allowedValues'] ?? params['type'])
}

/** The value at a JSON Pointer (RFC 6901). Names in the schemas have no character that a pointer escapes. */
function valueAt(data: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, name) => Reflect.get(Object(value), name), data)
}
