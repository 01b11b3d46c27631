import {
  describeFault,
  type FieldFault,
  faultOfTexts,
  fieldFaults,
  isCommonPassword,
  newPasswordFormat,
  normalizeTexts,
  passwordLength,
} from '@palisade/contracts'
import { parseStrictJson } from '@palisade/security/request'
import type { ErrorObject, ValidateFunction } from 'ajv'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createAjv } from '../http/create-ajv.ts'
import { ProblemError } from '../http/problem.ts'

/**
 * Bodies are JSON that reads in one way only, and fit the schema as they are: nothing is coerced, filled in or removed.
 * Texts that people write are brought into their normal form first, as their kind in the schema says. What comes in the
 * address is text, so numbers there are read from text.
 */
export function body(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => {
    if (bytes.length === 0) return {}
    const parsed = parseStrictJson(bytes)
    if (parsed.ok) return parsed.value
    throw new ProblemError('malformed-request', { detail: `JSON: ${parsed.reason} at byte ${parsed.position}` })
  })
  // The allow-list refuses other types of a body. What comes here names a type and has no body.
  app.addContentTypeParser('*', async ({ headers }: FastifyRequest) => {
    const { 'content-length': length = '0', 'transfer-encoding': coding } = headers
    if (length !== '0' || coding !== undefined) throw new ProblemError('unsupported-media-type')
  })
  app.addHook('preValidation', (request, _reply, next) => {
    const { query, body } = request.endpoint?.request ?? {}
    if (query) request.query = normalizeTexts(query, request.query)
    if (!body) return next()
    // No body is an empty one: whether that will do is the schema's decision.
    const sent = request.body === undefined ? {} : request.body
    const detail = faultOfTexts(body, sent)
    if (detail !== undefined) {
      return next(new ProblemError('validation-failed', { errors: [{ in: 'body', pointer: '', detail }] }))
    }
    request.body = normalizeTexts(body, sent)
    next()
  })

  const exact = createAjv()
  const fromText = createAjv({ coerceTypes: true })
  app.setValidatorCompiler(({ schema, httpPart }) => {
    const ajv = httpPart === 'body' ? exact : fromText
    const validate = ajv.compile(schema as object) as ValidateFunction
    return (data: unknown) => {
      if (validate(data)) return true
      const errors = describeErrors(validate.errors ?? [], httpPart ?? 'body', data)
      return { error: new ProblemError('validation-failed', { errors }) }
    }
  })
}

function describeErrors(errors: readonly ErrorObject[], part: string, data: unknown) {
  return errors.map(({ instancePath, params, keyword }) => {
    const name = params['additionalProperty'] ?? params['missingProperty']
    return {
      in: part === 'querystring' ? 'query' : part,
      pointer: name === undefined ? instancePath : `${instancePath}/${name}`,
      detail: describeError(keyword, params, valueAt(data, instancePath)),
    }
  })
}

/** Uses the messages of the contracts, because Ajv's are written for programmers and reach users of the SPA. */
function describeError(keyword: string, params: ErrorObject['params'], value: unknown): string {
  if (keyword === 'minProperties') return describeFault('empty')
  if (keyword === 'const') return describeFault('enum', [params['allowedValue']])
  if (params['format'] === newPasswordFormat) {
    if (isCommonPassword(String(value))) return describeFault('common')
    return describeFault('passwordLength', `${passwordLength.minimum} to ${passwordLength.maximum}`)
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
