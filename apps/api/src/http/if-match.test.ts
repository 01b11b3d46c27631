import type { FastifyReply, FastifyRequest } from 'fastify'
import { describe, expect, test } from 'vitest'
import { etagOf, requireIfMatch, requireVersion, withVersionCheck } from './if-match.ts'

const withField = (field?: string) => ({ headers: field === undefined ? {} : { 'if-match': field } })
const codeOf = (check: () => void) => {
  try {
    check()
    return 'ok'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('[B8] If-Match', () => {
  test('is required where the endpoint declares it', () => {
    expect(codeOf(() => requireIfMatch(withField()))).toBe('precondition-required')
    expect(codeOf(() => requireIfMatch(withField('"1"')))).toBe('ok')
  })

  test.each([
    [etagOf(3), 'ok'],
    ['"2", "3"', 'ok'],
    ['*', 'ok'],
    ['"2"', 'precondition-failed'],
    ['W/"3"', 'precondition-failed'],
    ['3', 'precondition-failed'],
  ])('%s against version 3: %s', (field, expected) => {
    expect(codeOf(() => requireVersion(withField(field), 3))).toBe(expected)
  })

  test('causes an error, and no change, when the handler does not compare the version', async () => {
    const request = { headers: { 'if-match': '"1"' }, endpoint: { id: 'things.change' } } as unknown as FastifyRequest
    const careless = withVersionCheck(async () => ({ version: 7 }))
    await expect(careless(request, {} as FastifyReply)).rejects.toThrow('things.change declares ifMatch')
    const careful = withVersionCheck(async request => requireVersion(request, 1))
    await expect(careful(request, {} as FastifyReply)).resolves.toBeUndefined()
  })
})
