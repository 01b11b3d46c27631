import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDeviceToken, readDeviceToken } from './index.ts'

const dayMs = 24 * 60 * 60_000
const nowMs = Date.parse('2026-03-01T12:00:00Z')
const own = { key: randomBytes(32), account: 'ada@example.com', nowMs }

describe('[S49] the token of a known device', () => {
  it('identifies the device for the account that it was issued to', () => {
    const token = createDeviceToken(own, dayMs)
    const id = readDeviceToken(own, token)
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(readDeviceToken(own, token)).toBe(id)
    expect(readDeviceToken(own, createDeviceToken(own, dayMs))).not.toBe(id)
  })

  it('is invalid for another account, with another key, and after its expiry', () => {
    const token = createDeviceToken(own, dayMs)
    expect(readDeviceToken({ ...own, account: 'eve@example.com' }, token)).toBeUndefined()
    expect(readDeviceToken({ ...own, key: randomBytes(32) }, token)).toBeUndefined()
    expect(readDeviceToken({ ...own, nowMs: nowMs + dayMs - 1_000 }, token)).toBeDefined()
    expect(readDeviceToken({ ...own, nowMs: nowMs + dayMs }, token)).toBeUndefined()
  })

  it('cannot be extended or forged', () => {
    const [id, expires, mac] = createDeviceToken(own, dayMs).split('.')
    expect(readDeviceToken(own, `${id}.${Number(expires) + 1}.${mac}`)).toBeUndefined()
    expect(readDeviceToken(own, `${id}.${expires}.${mac}=`)).toBeUndefined()
    expect(readDeviceToken(own, `${id}.${expires}.${mac}.${mac}`)).toBeUndefined()
    fc.assert(fc.property(fc.anything(), input => readDeviceToken(own, input) === undefined))
  })

  it('cannot be created with a short key', () => {
    expect(() => createDeviceToken({ ...own, key: randomBytes(16) }, dayMs)).toThrow(RangeError)
  })
})
