import { auditRules } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { readBlock } from './waf-blocks.ts'

const id = '0123456789abcdef0123456789abcdef'
const entry = { id, ip: '192.0.2.1', status: '403', rules: `,942100,${auditRules.threshold}` }

function read(change: object = {}, at = new Date()) {
  return readBlock(`<134>1 ${at.toISOString()} edge waf - - - ${JSON.stringify({ ...entry, ...change })}`)
}

test('[S62] a block is read with its address and id', () => {
  expect(read()).toEqual({ requestId: id, ip: '192.0.2.1' })
  expect(read({ ip: '2001:db8::1' })).toEqual({ requestId: id, ip: '2001:db8::1' })
})

test('[S62] an entry that is no block, and a block that a foreign page may have caused, count for nobody', () => {
  expect(read({ status: '200' })).toBeUndefined()
  expect(read({ rules: `,${auditRules.threshold},${auditRules.otherOrigin}` })).toBeUndefined()
})

test('a block that is older than the claim of the node that may have counted it does not count', () => {
  expect(read({}, new Date(Date.now() - 590_000))).toBeDefined()
  expect(read({}, new Date(Date.now() - 610_000))).toBeUndefined()
  expect(read({}, new Date(Date.now() + 610_000))).toBeUndefined()
})

test.each([
  '',
  'no syslog',
  `<134>1 - edge waf - - - ${JSON.stringify(entry)}`,
  `<134>1 ${new Date().toISOString()} edge waf - - - {`,
  `<134>1 ${new Date().toISOString()} edge waf - - - null`,
])('%j counts for nobody', line => {
  expect(readBlock(line)).toBeUndefined()
})

test.each([{ ip: 'all' }, { ip: undefined }, { id: 'x' }, { id: `${id}:other` }])('%j counts for nobody', change => {
  expect(read(change)).toBeUndefined()
})
