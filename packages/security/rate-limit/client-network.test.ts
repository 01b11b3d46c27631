import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientNetwork } from './index.ts'

describe('[S40] the bucket of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['0:0:0:0:0:FFFF:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:db8:1::', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is counted as %s', (ip, network) => {
    expect(clientNetwork(ip)).toBe(network)
  })

  it('is the same for every address of a /64, however it is written, and another for the next', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map(value => value.toString(16))
    const four = fc.tuple(group, group, group, group)
    fc.assert(
      fc.property(four, four, four, (prefix, one, other) => {
        const network = clientNetwork([...prefix, ...one].join(':'))
        expect(clientNetwork([...prefix, ...other].map(text => text.padStart(4, '0')).join(':'))).toBe(network)
        const next = [...prefix.slice(0, 3), (Number.parseInt(prefix[3], 16) ^ 1).toString(16)]
        expect(clientNetwork([...next, ...one].join(':'))).not.toBe(network)
      }),
    )
  })

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string(), text => typeof clientNetwork(text) === 'string'))
  })
})
