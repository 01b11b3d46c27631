import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { corsPolicy, mobileDebugOrigins } from '@palisade/contracts'
import { createCorsPolicy } from '@palisade/security/cors'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const least = {
  DATABASE_URL: 'postgresql://localhost/palisade',
  KEYS_FOLDER: '/keys',
  DATA_KEY: Buffer.alloc(32).toString('base64url'),
  PUBLIC_ORIGIN: 'https://app.example.org',
}

describe('the configuration', () => {
  test('has safe defaults: loopback, no trusted proxy', () => {
    expect(readConfig(least)).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      trustedProxies: [],
      adminNetworks: undefined,
      environment: 'development',
    })
  })

  test('reports every mistake at once', () => {
    const env = { PORT: 'eighty', PUBLIC_ORIGIN: 'https://example.org/', PALISADE_ENV: 'prod', TRUSTED_PROXIES: 'all' }
    expect(() => readConfig(env)).toThrow(
      [
        'the configuration is not usable:',
        '- PALISADE_ENV must be one of development, test, staging, production',
        '- PUBLIC_ORIGIN must be an origin, as https://example.org',
        '- DATA_KEY is missing',
        '- PORT must be a port number',
        '- DATABASE_URL is missing',
        '- KEYS_FOLDER is missing',
        '- TRUSTED_PROXIES must list addresses or networks, not all',
      ].join('\n'),
    )
  })

  test('without its certificates, the receiver of blocks does not start', () => {
    expect(readConfig(least).wafLog).toBeUndefined()
    expect(() => readConfig({ ...least, WAF_LOG_PORT: '2514' })).toThrow('WAF_LOG_CERTIFICATE is missing')
    const given = { WAF_LOG_PORT: '2514', WAF_LOG_CERTIFICATE: 'a', WAF_LOG_KEY: 'b', WAF_LOG_CA: 'c' }
    expect(() => readConfig({ ...least, ...given })).toThrow(
      'WAF_LOG_CERTIFICATE, WAF_LOG_KEY and WAF_LOG_CA must be a certificate, its key and an authority, in PEM',
    )
  })

  test('[S14] reads a secret from a file, and reports an unreadable file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'palisade-config-')), 'url')
    writeFileSync(file, 'postgresql://from-a-file/palisade\n')
    const { DATABASE_URL: _, ...rest } = least
    expect(readConfig({ ...rest, DATABASE_URL_FILE: file }).databaseUrl).toBe('postgresql://from-a-file/palisade')
    expect(() => readConfig({ ...rest, DATABASE_URL_FILE: '/nowhere' })).toThrow('DATABASE_URL_FILE points to a file')
    expect(() => readConfig({ ...least, DATABASE_URL_FILE: file })).toThrow('set DATABASE_URL or DATABASE_URL_FILE')
  })

  test('[S100] the public origin is HTTPS, or HTTP on loopback outside of production', () => {
    const at = (PUBLIC_ORIGIN: string, env: object = {}) => readConfig({ ...least, ...env, PUBLIC_ORIGIN })
    for (const origin of ['http://localhost:8080', 'http://127.0.0.1', 'http://[::1]:8080']) {
      expect(at(origin).publicOrigin).toBe(origin)
      const production = { PALISADE_ENV: 'production', REDIS_URL: 'redis://localhost' }
      expect(() => at(origin, production)).toThrow('PUBLIC_ORIGIN must begin with https:// in production')
    }
    for (const origin of ['http://app.example.org', 'http://localhost.example.org', 'http://10.0.0.1']) {
      expect(() => at(origin)).toThrow('PUBLIC_ORIGIN must begin with https://, other than on localhost')
    }
  })

  test('[S11] requires a data key of 32 bytes', () => {
    const DATA_KEY = Buffer.alloc(16).toString('base64url')
    expect(() => readConfig({ ...least, DATA_KEY })).toThrow('DATA_KEY must be 32 random bytes in base64url')
  })

  test('[S47] requires Redis, which all nodes share, in production', () => {
    expect(() => readConfig({ ...least, PALISADE_ENV: 'production' })).toThrow('REDIS_URL is needed in production')
  })

  test('[S63] derives the key of the pseudonyms in the log: the same on every node, and not the data key itself', () => {
    const { logHashKey, dataKey } = readConfig(least)
    expect(logHashKey).toEqual(readConfig(least).logHashKey)
    expect(logHashKey).toHaveLength(32)
    expect(logHashKey).not.toEqual(dataKey)
  })

  test('connects to stores in the clear, or encrypted with a verified certificate, and never encrypted without one', () => {
    const url = (query: string) => ({ ...least, DATABASE_URL: `${least.DATABASE_URL}?${query}` })
    expect(() => readConfig(url('sslmode=disable'))).not.toThrow()
    expect(() => readConfig(url(`sslmode=verify-full&sslrootcert=${import.meta.filename}`))).not.toThrow()
    for (const mode of ['prefer', 'require', 'verify-ca', 'no-verify']) {
      expect(() => readConfig(url(`sslmode=${mode}`))).toThrow('DATABASE_URL must say sslmode=verify-full')
    }
    expect(() => readConfig(url('sslmode=verify-full&sslrootcert=/nowhere'))).toThrow('a file in sslrootcert that')
    const plain = { ...least, REDIS_URL: 'redis://localhost', REDIS_CA: 'PEM' }
    expect(() => readConfig(plain)).toThrow('REDIS_CA needs a REDIS_URL that begins with rediss://')
  })

  test('[S97] lists the secrets that must not appear in responses', () => {
    const env = {
      ...least,
      DATABASE_URL: 'postgresql://api:a%20password%20of%20words@db/palisade',
      REDIS_URL: 'redis://:short@r',
    }
    const dataKey = ['base64url', 'base64', 'hex'].map(encoding => readConfig(env).dataKey.toString(encoding as 'hex'))
    expect(readConfig(env).secrets).toEqual(['a%20password%20of%20words', 'a password of words', ...dataKey])
  })

  test('[S86] serves no metrics by default, and serves them on loopback and never on the public port', () => {
    expect(readConfig(least).metrics).toBeUndefined()
    expect(readConfig({ ...least, METRICS_PORT: '9090' }).metrics).toEqual({ host: '127.0.0.1', port: 9_090 })
    expect(() => readConfig({ ...least, METRICS_PORT: '8080' })).toThrow('METRICS_PORT must not be the public port')
    expect(() => readConfig({ ...least, METRICS_PORT: '9090', LOG_LEVEL: 'warn' })).toThrow(
      'METRICS_PORT needs the LOG_LEVEL info or debug',
    )
  })

  test('[S33] allows only the origins of its own environment', () => {
    const { allowedOrigins } = readConfig({
      ...least,
      PALISADE_ENV: 'production',
      REDIS_URL: 'redis://localhost',
    })
    expect(allowedOrigins).toContain('https://app.example.org')
    expect(allowedOrigins.join()).not.toMatch(/localhost|staging|test/)
  })

  test('[S33] [S68] allows origins of a developer’s device in staging, and production does not start with one', () => {
    const { allowedOrigins } = readConfig({ ...least, PALISADE_ENV: 'staging' })
    const start = (origin: string, production: boolean) => () =>
      createCorsPolicy({ ...corsPolicy, origins: [origin], methods: ['GET'], production })
    for (const origin of mobileDebugOrigins) {
      expect(allowedOrigins).toContain(origin)
      expect(start(origin, false)).not.toThrow()
      expect(start(origin, true)).toThrow('this is production')
    }
  })
})
