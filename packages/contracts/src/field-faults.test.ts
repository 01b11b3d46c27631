import { expect, test } from 'vitest'
import { describeFault, type Fault, fieldFaults, fileFaults, readFault } from './field-faults.ts'

const faults = { ...fieldFaults, ...fileFaults }

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
  for (const fault of Object.keys(faults) as Fault[]) {
    expect(describeFault(fault, 5)).not.toMatch(/NOT|propert|pattern|schema|[<>=]|\{/)
  }
})

test.each(Object.keys(faults) as Fault[])('a client can read the fault %s back from its text', fault => {
  const limit = faults[fault].includes('{limit}') ? '12 to 64' : ''
  expect(readFault(describeFault(fault, limit))).toEqual({ fault, limit })
})

test('a text that is not about a fault reads as none', () => {
  expect(readFault('is on fire')).toBeUndefined()
})
