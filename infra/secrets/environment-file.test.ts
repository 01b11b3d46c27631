import { expect, it } from 'vitest'
import { environmentFile } from './environment-file.ts'

const logHashKey = 'k'.repeat(43)

it('sets the public origin and names the list of the environment', () => {
  expect(environmentFile({ publicOrigin: 'https://localhost:8443', environment: 'staging', logHashKey })).toBe(
    [
      'map "" $public_origin { default https://localhost:8443; }',
      `map "" $log_hash_key { default ${logHashKey}; }`,
      'include ../generated/origins/staging.conf;\n',
    ].join('\n'),
  )
})

it.each([
  'http://app.example',
  'https://app.example/',
  'https://APP.example',
  'https://a; } server {',
  'https://$host',
  'https://a\nb',
])('refuses %j as a public origin', publicOrigin => {
  expect(() => environmentFile({ publicOrigin, environment: 'test', logHashKey })).toThrow('not an https origin')
})

it('refuses an environment that is no plain name', () => {
  expect(() => environmentFile({ publicOrigin: 'https://a', environment: '../x', logHashKey })).toThrow('not the name')
})

it('refuses an invalid key, and does not repeat it', () => {
  const create = () => environmentFile({ publicOrigin: 'https://a', environment: 'test', logHashKey: 'short; }' })
  expect(create).toThrow(/^not a key of 32 bytes in base64url$/)
})
