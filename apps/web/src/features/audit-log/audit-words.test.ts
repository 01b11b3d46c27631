import type { AuditEntry } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { actorOf, detailsOf } from './audit-words.ts'

const [ada, bob] = ['01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-00000000000b']
const names = new Map([[ada, 'Ada']])

const entry: AuditEntry = {
  seq: 1,
  tenantId: '01900000-0000-7000-8000-000000000001',
  at: '2026-11-27T09:30:00.000Z',
  event: 'member.changed',
  actor: { kind: 'member', id: ada },
  object: bob,
  requestId: null,
  facts: { from: 'member', fromState: 'enabled', to: 'admin', toState: 'enabled' },
  previousHash: '0'.repeat(64),
  hash: 'a'.repeat(64),
}

test('[P7] an entry names members who are there, and shows the ids of others', () => {
  expect(actorOf(entry, names)).toBe('Ada')
  expect(actorOf({ ...entry, actor: { kind: 'member', id: bob } }, names)).toBe('Former member 00000000000b')
  expect(actorOf({ ...entry, actor: { kind: 'operator', id: null } }, names)).toBe('The operator')
  expect(actorOf({ ...entry, actor: { kind: 'system', id: null } }, names)).toBe('The platform')
  expect(actorOf({ ...entry, actor: { kind: 'api-key', id: bob } }, names)).toBe('API key 00000000000b')
})

test('[P7] an entry says what it is about, except for what somebody did to themselves', () => {
  expect(detailsOf(entry, names)).toBe(
    'Former member 00000000000b · from: member · from state: enabled · to: admin · to state: enabled',
  )
  expect(detailsOf({ ...entry, event: 'auth.password-changed', object: ada, facts: {} }, names)).toBe('')
  const accepted = { ...entry, event: 'invitation.accepted', facts: { member: ada, role: 'admin' } } as const
  expect(detailsOf(accepted, names)).toBe('Invitation 00000000000b · member: Ada · role: admin')
})
