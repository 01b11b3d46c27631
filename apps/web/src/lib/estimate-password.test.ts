import { expect, test } from 'vitest'
import { estimatePassword } from './estimate-password.ts'

const email = 'olivia.miller@harbour-works.example'

test.each([
  ['short', 'weak'],
  ['password1234', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['abcdefghijklmnop', 'weak'],
  ['qwertyuiopasdf', 'weak'],
  ['olivia.miller2026', 'fair'],
  ['harbour-works1', 'weak'],
  ['01.02.1990 01.02.1990', 'fair'],
  ['kqzvnwtxrmjb', 'fair'],
  ['correct horse battery staple', 'strong'],
  ['kY7#pq!Vz2wLm9', 'strong'],
])('[P3] %j is %s', (password, strength) => {
  expect(estimatePassword(password, email)).toBe(strength)
})

test('[P3] a password of any length is estimated', () => {
  expect(estimatePassword('correct horse battery staple '.repeat(4), email)).toBe('strong')
  expect(estimatePassword('4@$3'.repeat(200), email)).toBe('weak')
})
