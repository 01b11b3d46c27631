import { bodyMediaTypes, type Endpoint, endpoints, faultOfTexts, normalizeTexts } from '@palisade/contracts'
import { parseStrictForm, parseStrictJson } from '@palisade/security/request'
import { createAjv, describeErrors } from '@palisade/service/schema-check'
import type { ValidateFunction } from 'ajv'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from '../http/problem.ts'

/**
 * Parses strict JSON, or a strict form at OAuth endpoints, and validates it: nothing is coerced, filled in or removed. Texts
 * that people write are normalized first, according to their kind in the schema. Values in the address are text, so numbers
 * there are parsed from text.
 */
export function body(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(bodyMediaTypes.json, { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => {
    if (bytes.length === 0) return {}
    const parsed = parseStrictJson(bytes)
    if (parsed.ok) return parsed.value
    throw new ProblemError('malformed-request', { detail: `JSON: ${parsed.reason} at byte ${parsed.position}` })
  })
  app.addContentTypeParser(bodyMediaTypes.form, { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => {
    const parsed = parseStrictForm(bytes)
    if (parsed.ok) return parsed.value
    throw new ProblemError('malformed-request', {
      detail: `The form is ${parsed.reason === 'repeated' ? 'ambiguous: a field is repeated' : 'malformed'}.`,
    })
  })
  const fileTypes = new Set(Object.values<Endpoint>(endpoints).flatMap(({ upload = [] }) => upload))
  // The handler stores the file while it is received (http/uploads.ts).
  app.addContentTypeParser([...fileTypes], (request: FastifyRequest, file: unknown, done: ParserDone) => {
    done(null, request.endpoint?.upload ? file : undefined)
  })
  // The allow-list refuses other types. A request that arrives here names a type, but has no body.
  app.addContentTypeParser('*', async ({ headers }: FastifyRequest) => {
    const { 'content-length': length = '0', 'transfer-encoding': coding } = headers
    if (length !== '0' || coding !== undefined) throw new ProblemError('unsupported-media-type')
  })
  app.addHook('preValidation', (request, _reply, next) => {
    const { query, body } = request.endpoint?.request ?? {}
    if (query) request.query = normalizeTexts(query, request.query)
    if (!body) return next()
    // A missing body counts as an empty object. The schema decides whether that is valid.
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
      const part = httpPart === 'querystring' ? 'query' : (httpPart ?? 'body')
      const errors = describeErrors(validate.errors ?? [], data).map(error => ({ in: part, ...error }))
      return { error: new ProblemError('validation-failed', { errors }) }
    }
  })
}

type ParserDone = (error: Error | null, body?: unknown) => void
