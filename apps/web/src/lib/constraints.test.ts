import { endpointIds, endpoints } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { constraintsOf } from './constraints.ts'

test('a form has the constraints of the contract', () => {
  const { password } = endpoints['auth.complete-sign-up'].request.body.properties
  const { email } = endpoints['auth.sign-up'].request.body.properties
  const { validate } = constraintsOf(password)
  expect(validate('a'.repeat(12))).toBeUndefined()
  expect(validate('e\u0301'.repeat(6))).toBe('Enter 12 to 128 characters')
  expect(validate('a'.repeat(129))).toBe('Enter 12 to 128 characters')
  expect(validate('Qwertyuiop123')).toBe('Attackers try this password first. Choose another one.')
  expect(constraintsOf(email)).toMatchObject({ isRequired: true, pattern: expect.any(String) })
})

test('a text that is too long is not cut: the form says the maximum length, counted as the server counts', () => {
  const { customerName, note } = endpoints['orders.create'].request.body.properties
  const name = constraintsOf(customerName)
  expect(name).not.toHaveProperty('maxLength')
  expect(name.validate('x'.repeat(201))).toBe('Enter at most 200 characters')
  for (const text of ['x'.repeat(200), `${'x'.repeat(200)}  `, 'e\u0301'.repeat(200), '😀'.repeat(200)]) {
    expect(name.validate(text)).toBeUndefined()
  }
  expect(constraintsOf(note, false).validate('x'.repeat(2_001))).toBe('Enter at most 2,000 characters')
})

test("every pattern of the contract works in an input's pattern attribute, which uses the v flag", () => {
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
