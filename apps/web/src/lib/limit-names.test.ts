import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { limitNameOf } from './limit-names.ts'

test.each([
  ['quota', 'Requests of your workspace, by the month'],
  ['tenant', 'Requests of your workspace, by the minute'],
  ['read-user', 'Your own requests, by the minute'],
  ['session-ip', 'Requests from your network'],
  ['sign-in-account-ip', 'Failed attempts on this account from your network'],
  ['second-factor-account', 'Failed attempts on this account'],
  ['invitations-tenant', 'Invitations of your workspace, by the hour'],
  ['something-else', 'something-else'],
])('the limit %s is shown as %j', (policy, name) => {
  expect(limitNameOf(policy)).toBe(name)
})

test('every queue of the API for one tenant has a name that people understand', () => {
  const sources = globSync('apps/api/src/**/*.ts').map(file => readFileSync(file, 'utf8'))
  const policies = sources.flatMap(source => [...source.matchAll(/policy: '([\w-]+)'/g)].map(([, name = '']) => name))
  expect(policies.length).toBeGreaterThan(5)
  expect(policies.filter(name => limitNameOf(name) === name)).toEqual([])
})
