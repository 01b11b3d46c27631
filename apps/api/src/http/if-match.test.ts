import { describe, expect, test } from 'vitest'
import { etagOf, requireIfMatch, requireVersion } from './if-match.ts'

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
})
