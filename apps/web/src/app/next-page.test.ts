import { expect, test } from 'vitest'
import { readNext } from './next-page.ts'

test('after signing in, the user gets to the requested page', () => {
  expect(readNext({ next: '/orders/1?x=y' })).toEqual({ next: '/orders/1?x=y' })
})

test.each([
  '//evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  7,
  undefined,
])('a link cannot redirect to %j after signing in', next => {
  expect(readNext({ next })).toEqual({})
})
