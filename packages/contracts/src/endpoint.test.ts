import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { declare, type Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'
import { strictObject } from './endpoints/schemas.ts'
import { secretFields } from './secret-fields.ts'

const declaration = {
  id: 'things.change',
  method: 'PATCH',
  path: '/api/things/{thingId}',
  summary: 'Change a thing',
  access: { scope: 'orders:write' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: { none: 'it is a test' },
  request: { body: strictObject({ name: Type.String({ maxLength: 10 }) }) },
  responses: { 200: null },
} as const

describe('[B1] a declaration', () => {
  test('gets the problems of its access and body without naming them', () => {
    const { problems, request } = declare({ ...declaration, problems: ['not-found'] })
    expect(problems).toEqual([
      'unauthenticated',
      'invalid-token',
      'insufficient-scope',
      'validation-failed',
      'body-too-large',
      'unsupported-media-type',
      'not-found',
    ])
    expect(request).not.toHaveProperty('headers')
  })

  test('gets headers and problems of Idempotency-Key and If-Match by one word each', () => {
    const { problems, request, responseHeaders } = declare({
      ...declaration,
      idempotent: true,
      ifMatch: true,
      etag: true,
    })
    expect(Object.keys(request.headers.properties)).toEqual(['idempotency-key', 'if-match'])
    expect(responseHeaders).toEqual(['ETag', 'Idempotency-Replayed'])
    expect(problems).toEqual(
      expect.arrayContaining([
        'idempotency-in-flight',
        'idempotency-mismatch',
        'precondition-failed',
        'precondition-required',
      ]),
    )
  })

  test.each(Object.values<Endpoint>(endpoints).filter(({ etag, location }) => etag || location))(
    '$id answers the fields that its ETag and Location are made from',
    ({ etag, location, responses }) => {
      const [body] = Object.values(responses) as { properties?: object }[]
      if (etag) expect(body?.properties).toHaveProperty('version')
      if (location) expect(body?.properties).toHaveProperty('id')
    },
  )

  test('is idempotent only with a caller, whose key it is, and without a secret in the response, which is stored', () => {
    const idempotent = Object.values<Endpoint>(endpoints).filter(endpoint => endpoint.idempotent)
    expect(idempotent).not.toEqual([])
    for (const { id, access, responses } of idempotent) {
      expect(access, id).toHaveProperty('scope')
      expect(secretFields(Object.values(responses).filter(schema => schema !== null)), id).toEqual([])
    }
  })
})
