import { expect, it } from 'vitest'
import { environmentFile } from './environment-file.ts'

it('sets the public origin and names the list of the environment', () => {
  expect(environmentFile({ publicOrigin: 'https://localhost:8443', environment: 'staging' })).toBe(
    'map "" $public_origin { default https://localhost:8443; }\ninclude nginx/origins/staging.conf;\n',
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
  expect(() => environmentFile({ publicOrigin, environment: 'test' })).toThrow('not an https origin')
})

it('refuses an environment that would be another path', () => {
  expect(() => environmentFile({ publicOrigin: 'https://a', environment: '../x' })).toThrow('not the name')
})
