import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertClaimsRule, checkClaims } from './index.ts'

const rule = { scope: 'admin:write', amr: ['otp', 'hwk'], networks: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.7'] }
const claims = { scope: 'orders:read admin:write', amr: ['pwd', 'otp'] }
const refused = (reason: string) => ({ ok: false, reason })

test('[S61] an admin route requires scope, second factor and network', () => {
  for (const ip of ['10.1.2.3', '2001:db8:1::1', '192.0.2.7', '::ffff:10.1.2.3']) {
    expect(checkClaims({ rule, claims, ip })).toEqual({ ok: true })
  }
  expect(checkClaims({ rule, claims: { scope: ['admin:write'], amr: ['hwk'] }, ip: '10.0.0.1' })).toEqual({ ok: true })
})

test('[S61] a rule requires only what it names', () => {
  expect(checkClaims({ rule: { scope: 'a' }, claims: { scope: 'a' }, ip: 'anywhere' })).toEqual({ ok: true })
})

test.for([
  '11.0.0.1',
  '192.0.2.8',
  '2001:db9::1',
  '::1',
  '10.0.0.1.evil',
  '10.0.0.1, 8.8.8.8',
  '010.0.0.1',
  '2001:db8::1%eth0',
  '',
])('[S52] %j is outside of the network, whatever the token says', ip => {
  expect(checkClaims({ rule, claims, ip })).toEqual(refused('network'))
})

test.for([
  '',
  'admin',
  'admin:write:x',
  'ADMIN:WRITE',
  'xadmin:write',
  'admin:write,orders:read',
  undefined,
  7,
  { includes: true },
])('[S61] the scope claim %j does not reach an admin route', scope => {
  expect(checkClaims({ rule, claims: { ...claims, scope }, ip: '10.0.0.1' })).toEqual(refused('scope'))
})

test.for([[[]], [['pwd']], ['otp'], [undefined], [{ 0: 'otp' }]])('[S61] amr %j is no second factor', ([amr]) => {
  expect(checkClaims({ rule, claims: { ...claims, amr }, ip: '10.0.0.1' })).toEqual(refused('second-factor'))
})

test('[S61] an invalid rule stops the start', () => {
  expect(() => assertClaimsRule(rule)).not.toThrow()
  expect(() => assertClaimsRule({ scope: '' })).toThrow('is not one scope')
  expect(() => assertClaimsRule({ scope: 'a b' })).toThrow('is not one scope')
  expect(() => assertClaimsRule({ scope: 'a', amr: [] })).toThrow('an empty list lets nobody in')
  expect(() => assertClaimsRule({ scope: 'a', networks: [] })).toThrow('an empty list lets nobody in')
  for (const network of [
    '10.0.0.0/33',
    '10.0.0/8',
    '2001:db8::/129',
    'localhost',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    '',
  ]) {
    expect(() => assertClaimsRule({ scope: 'a', networks: [network] })).toThrow(`"${network}" is not a network`)
  }
})

test('hostile claims and addresses never throw', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.oneof(fc.ipV6(), fc.string()), (scope, amr, ip) => {
      checkClaims({ rule, claims: { scope, amr }, ip })
      expect(checkClaims({ rule: { scope: 'admin:write', amr: ['otp'] }, claims: { scope, amr }, ip }).ok).toBe(false)
    }),
    { numRuns: 1000 },
  )
})
