import { faultOfPassword, newPasswordFormat } from '@palisade/contracts'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'

/**
 * Compares values with schemas of the contracts: those of requests, and what an operator types. It does not bring texts
 * into their normal form, so call `normalizeTexts` first.
 */
export function createAjv({ coerceTypes = false, allErrors = false } = {}): Ajv {
  const ajv = new Ajv({ coerceTypes, allErrors, strictTypes: false })
  addFormats.default(ajv)
  ajv.addFormat(newPasswordFormat, password => faultOfPassword(password) === undefined)
  return ajv.addKeyword('x-kind')
}
