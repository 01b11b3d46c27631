import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const least = { DATABASE_URL: 'postgresql://localhost/palisade' }

test('asks the resolvers that it is given, and no host names', () => {
  expect(readConfig({ ...least, DNS_SERVERS: '9.9.9.9, [2620:fe::fe]:53' }).dnsServers).toEqual([
    '9.9.9.9',
    '[2620:fe::fe]:53',
  ])
  expect(() => readConfig({ ...least, DNS_SERVERS: 'dns.example.org' })).toThrow('DNS_SERVERS must list addresses')
})

test('[S76] needs the store that tells the nodes in production', () => {
  expect(() => readConfig({ ...least, PALISADE_ENV: 'production' })).toThrow('REDIS_URL is needed in production')
})
