import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHeaderList } from './index.ts'

const faultOf = createHeaderList(['X-Tenant', 'Idempotency-Key'])
const browser = [
  'Host',
  'api.example.com',
  'Origin',
  'https://app.example.com',
  'Sec-Fetch-Mode',
  'cors',
  'Accept',
  '*/*',
  'x-tenant',
  't1',
]

test('[S53] the headers of browsers and proxies, and declared ones, pass', () => {
  expect(faultOf(browser)).toBeUndefined()
  expect(
    faultOf([...browser, 'X-Forwarded-For', '1.2.3.4', 'x-forwarded-for', '10.0.0.1', 'accept', 'text/html']),
  ).toBeUndefined()
  expect(faultOf([])).toBeUndefined()
})

test.for(['X-HTTP-Method-Override', 'x-original-url', 'X-Rewrite-URL'])(
  '[S57] %s is refused: it overrides the checked method or path',
  name => {
    expect(faultOf([...browser, name, '/admin'])).toEqual({ reason: 'override-header', name })
  },
)

test.for([
  'host',
  'Authorization',
  'Content-Length',
  'Content-Type',
  'Origin',
  'Cookie',
  'x-tenant',
  'Idempotency-Key',
])('a second %s is refused', name => {
  expect(faultOf([name, 'a', name.toUpperCase(), 'b'])).toEqual({
    reason: 'repeated-header',
    name: name.toUpperCase(),
  })
})

test('[S60] an undeclared field is reported by name', () => {
  expect(faultOf([...browser, 'X-Debug', '1'])).toEqual({ reason: 'unknown-header', name: 'X-Debug' })
  expect(faultOf(['__proto__', '1'])).toEqual({ reason: 'unknown-header', name: '__proto__' })
})

test('[S57] an override is reported even after an undeclared field', () => {
  const hidden = ['X-Debug', '1', 'X-Original-URL', '/admin']
  expect(faultOf(hidden)).toEqual({ reason: 'override-header', name: 'X-Original-URL' })
})

test('hostile fields never throw', () => {
  fc.assert(fc.property(fc.array(fc.string()), rawHeaders => void faultOf(rawHeaders)))
})

test('more than 31 declared fields stop the start', () => {
  const declared = Array.from({ length: 22 }, (_, index) => `x-field-${index}`)
  expect(createHeaderList(declared)(['x-field-21', 'a', 'x-field-20', 'b'])).toBeUndefined()
  expect(() => createHeaderList([...declared, 'x-field-22'])).toThrow(RangeError)
})
