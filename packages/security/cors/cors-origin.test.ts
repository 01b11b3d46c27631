import { expect, test } from 'vitest'
import { createCorsPolicy } from './index.ts'

const options = {
  origins: ['https://app.example.com', 'https://xn--bcher-kva.example', 'https://[2001:db8::1]:8443'],
  production: true,
  credentials: true,
  methods: ['GET'],
  allowedHeaders: [],
  exposedHeaders: [],
  maxAgeMs: 0,
}
const policy = createCorsPolicy(options)

test.for(options.origins)('[S32] %s is allowed, written exactly so', origin => {
  expect(policy.decide({ method: 'GET', origin })).toMatchObject({ kind: 'allowed' })
})

test.for([
  ['null-origin', 'a sandboxed frame', 'null'],
  ['unknown-origin', 'another subdomain', 'https://evil.example.com'],
  ['unknown-origin', 'the bare domain', 'https://example.com'],
  ['unknown-origin', 'a suffix look-alike', 'https://app.example.com.evil.example'],
  ['unknown-origin', 'a prefix look-alike', 'https://evilapp.example.com'],
  ['unknown-origin', 'a hyphen for the dot', 'https://app-example.com'],
  ['unknown-origin', 'another character for the dot', 'https://appxexample.com'],
  ['unknown-origin', 'another port', 'https://app.example.com:8443'],
  ['unknown-origin', 'a look-alike in Punycode', 'https://xn--pp-6tb.example.com'],
  ['insecure-origin', 'a scheme downgrade', 'http://app.example.com'],
  ['insecure-origin', 'localhost', 'https://localhost:3000'],
  ['insecure-origin', 'a name below localhost', 'https://app.localhost'],
  ['insecure-origin', 'a loopback address', 'https://127.8.0.1'],
  ['insecure-origin', 'the IPv6 loopback address', 'https://[::1]:5173'],
  ['insecure-origin', 'a mapped loopback address', 'https://[::ffff:7f00:1]'],
  ['malformed-origin', 'a trailing dot', 'https://app.example.com.'],
  ['malformed-origin', 'a star', 'https://*.example.com'],
  ['malformed-origin', 'a trailing slash', 'https://app.example.com/'],
  ['malformed-origin', 'the default port', 'https://app.example.com:443'],
  ['malformed-origin', 'an empty port', 'https://app.example.com:'],
  ['malformed-origin', 'mixed case', 'https://App.example.com'],
  ['malformed-origin', 'an upper-case scheme', 'HTTPS://app.example.com'],
  ['malformed-origin', 'Unicode for Punycode', 'https://bücher.example'],
  ['malformed-origin', 'a full-width dot', 'https://app．example.com'],
  ['malformed-origin', 'a Cyrillic letter', 'https://аpp.example.com'],
  ['malformed-origin', 'a user before the host', 'https://app.example.com@evil.example'],
  ['malformed-origin', 'a backslash', 'https://app.example.com\\.evil.example'],
  ['malformed-origin', 'a fragment', 'https://evil.example#.app.example.com'],
  ['malformed-origin', 'a query', 'https://evil.example?app.example.com'],
  ['malformed-origin', 'a tab', 'https://app\t.example.com'],
  ['malformed-origin', 'a NUL', 'https://app.example.com\0'],
  ['malformed-origin', 'a line break', 'https://app.example.com\r\nset-cookie: a=b'],
  ['malformed-origin', 'a space around it', ' https://app.example.com'],
  ['malformed-origin', 'an encoded host', 'https://app%2Eexample.com'],
  ['malformed-origin', 'a hexadecimal address', 'https://0x7f.1'],
  ['malformed-origin', 'two origins', 'https://app.example.com, https://evil.example'],
  ['malformed-origin', 'a wildcard', '*'],
  ['malformed-origin', 'nothing', ''],
  ['malformed-origin', 'a host alone', 'app.example.com'],
  ['malformed-origin', 'another scheme', 'ftp://app.example.com'],
  ['malformed-origin', 'a scheme of an app', 'capacitor://localhost'],
  ['malformed-origin', 'a file', 'file://'],
  ['malformed-origin', 'a blob', 'blob:https://app.example.com'],
  ['malformed-origin', 'a very long one', `https://${'a.'.repeat(5000)}example`],
] as const)('[S32] %s: %s is refused', ([reason, , origin]) => {
  expect(policy.decide({ method: 'GET', origin })).toEqual({ kind: 'refused', reason, headers: { vary: 'Origin' } })
})

test('[S33] outside of production, http and localhost may be listed', () => {
  const origin = 'http://localhost:5173'
  const development = createCorsPolicy({ ...options, production: false, origins: [origin] })
  expect(development.decide({ method: 'GET', origin })).toMatchObject({ kind: 'allowed' })
  expect(development.decide({ method: 'GET', origin: 'http://localhost:5174' })).toMatchObject({
    reason: 'unknown-origin',
  })
})
