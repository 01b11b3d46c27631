import { expect, test } from 'vitest'
import { createOpenFiles } from './open-files.ts'
import { ProblemError } from './problem.ts'

const refusal = (open: () => unknown) => {
  try {
    open()
    return undefined
  } catch (error) {
    return error instanceof ProblemError ? error.code : error
  }
}

test('[S56] a tenant has as many files open as it may, and leaves room for those of others', () => {
  const open = createOpenFiles({ policy: 'exports-at-once', perTenant: 2, together: 3 })
  const close = open('acme')
  open('acme')
  expect(refusal(() => open('acme'))).toBe('quota-exceeded')
  open('globex')
  expect(refusal(() => open('initech'))).toBe('unavailable')
  close()
  close()
  open('acme')
  expect(refusal(() => open('globex'))).toBe('unavailable')
})
