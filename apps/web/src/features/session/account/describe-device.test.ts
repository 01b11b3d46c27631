import { expect, test } from 'vitest'
import { describeDevice } from './describe-device.ts'

const desktop = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'

test.each([
  [desktop, 'Chrome on Linux'],
  [phone, 'Safari on iOS'],
  ['palisade-mobile/1.0', 'palisade-mobile/1.0'],
  ['', 'Unknown device'],
])('%j is described as %j', (userAgent, words) => {
  expect(describeDevice(userAgent)).toBe(words)
})
