import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const least = {
  DATABASE_URL: 'postgresql://localhost/palisade',
  PUBLIC_ORIGIN: 'https://localhost:8443',
  SMTP_URL: 'smtp://localhost:1025',
}

test('queries the given resolvers, and looks up no host names', () => {
  expect(readConfig({ ...least, DNS_SERVERS: '9.9.9.9, [2620:fe::fe]:53' }).dnsServers).toEqual([
    '9.9.9.9',
    '[2620:fe::fe]:53',
  ])
  expect(() => readConfig({ ...least, DNS_SERVERS: 'dns.example.org' })).toThrow('DNS_SERVERS must list addresses')
})

test('[S76] requires Redis in production, to announce changes to the nodes', () => {
  expect(() => readConfig({ ...least, PALISADE_ENV: 'production' })).toThrow('REDIS_URL is needed in production')
})

test('[P4] needs a mail server, in production one that delivers and that offers TLS', () => {
  const { SMTP_URL: _, ...without } = least
  expect(() => readConfig(without)).toThrow('SMTP_URL is missing')
  for (const url of ['mail.example.com', 'http://mail.example.com', 'smtp://']) {
    expect(() => readConfig({ ...least, SMTP_URL: url })).toThrow('SMTP_URL must begin with smtp:// or smtps://')
  }
  expect(readConfig(least).smtp.requiresTls).toBe(false)
  const production = { ...least, PALISADE_ENV: 'production', REDIS_URL: 'redis://localhost' }
  expect(readConfig(production).smtp.requiresTls).toBe(true)
  expect(() => readConfig({ ...production, SMTP_URL: 'smtp://mailpit:1025' })).toThrow('Mailpit delivers nothing')
})
