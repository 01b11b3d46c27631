import { endpointIds, endpoints } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { constraintsOf } from './constraints.ts'

test('a form asks for what the contract asks for', () => {
  const { password, email } = endpoints['auth.sign-up'].request.body.properties
  expect(constraintsOf(password)).toEqual({ isRequired: true, minLength: 12, maxLength: 128 })
  expect(constraintsOf(email)).toMatchObject({ isRequired: true, maxLength: 254, pattern: expect.any(String) })
})

test("every pattern of the contract works in an input's pattern attribute, which knows the v flag alone", () => {
  const patterns = endpointIds.flatMap(id => patternsIn(endpoints[id].request))
  expect(patterns.length).toBeGreaterThan(5)
  for (const pattern of patterns) expect(() => new RegExp(pattern, 'v'), pattern).not.toThrow()
})

function patternsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([name, value]) =>
    name === 'pattern' && typeof value === 'string' ? [value] : patternsIn(value),
  )
}
