import { expect, test } from 'vitest'
import { describeFault, type FieldFault, fieldFaults } from './field-faults.ts'

test.each([
  ['minLength', 2, 'must have at least 2 characters'],
  ['minLength', 1, 'must not be empty'],
  ['maximum', 100, 'must be at most 100'],
  ['enum', ['CHF', 'EUR'], 'must be one of: CHF, EUR'],
  ['required', undefined, 'is required'],
] as const)('the fault %s is described in plain English', (fault, limit, text) => {
  expect(describeFault(fault, limit)).toBe(text)
})

test('no text uses the words of a schema validator', () => {
  for (const fault of Object.keys(fieldFaults) as FieldFault[]) {
    expect(describeFault(fault, 5)).not.toMatch(/NOT|propert|pattern|schema|[<>=]|\{/)
  }
})
