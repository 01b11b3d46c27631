import { expect, test } from 'vitest'
import { limitNameOf } from './limit-names.ts'

test.each([
  ['quota', 'Requests of your tenant, by the month'],
  ['tenant', 'Requests of your tenant, by the minute'],
  ['read-user', 'Your own requests, by the minute'],
  ['session-ip', 'Requests from your network'],
  ['sign-in-account-ip', 'Failed attempts on this account from your network'],
  ['second-factor-account', 'Failed attempts on this account'],
  ['invitations-tenant', 'Invitations of your tenant, by the hour'],
  ['something-else', 'something-else'],
])('the limit %s is shown as %j', (policy, name) => {
  expect(limitNameOf(policy)).toBe(name)
})
