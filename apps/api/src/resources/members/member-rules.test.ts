import { type Role, roleNames } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { refuseChange } from './member-rules.ts'

const active = (role: Role) => ({ role, disabled: false })

describe('[S20] [S21] members cannot manage roles above their own', () => {
  test('an owner may assign every role', () => {
    for (const role of roleNames) {
      const change = { caller: 'owner', member: active('member'), wanted: active(role), otherOwners: 0 } as const
      expect(refuseChange(change)).toBeUndefined()
    }
  })

  test('an admin may neither make an owner nor change one', () => {
    for (const [from, to] of [
      ['member', 'owner'],
      ['admin', 'owner'],
      ['owner', 'member'],
    ] as const) {
      const change = { caller: 'admin', member: active(from), wanted: active(to), otherOwners: 3 } as const
      expect(refuseChange(change)).toBe('insufficient-role')
    }
  })

  test('an admin may disable an admin and not an owner', () => {
    const disable = (role: Role) =>
      refuseChange({ caller: 'admin', member: active(role), wanted: { role, disabled: true }, otherOwners: 3 })
    expect([disable('admin'), disable('owner')]).toEqual([undefined, 'insufficient-role'])
  })
})

describe('the last owner', () => {
  const last = { caller: 'owner', member: active('owner'), otherOwners: 0 } as const

  test('cannot be demoted or disabled', () => {
    expect(refuseChange({ ...last, wanted: active('admin') })).toBe('last-owner')
    expect(refuseChange({ ...last, wanted: { role: 'owner', disabled: true } })).toBe('last-owner')
  })

  test('may be unchanged, and may be demoted when there is another owner', () => {
    expect(refuseChange({ ...last, wanted: active('owner') })).toBeUndefined()
    expect(refuseChange({ ...last, wanted: active('member'), otherOwners: 1 })).toBeUndefined()
  })
})
