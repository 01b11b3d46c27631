import { describe, expect, test } from 'vitest'
import { canonicalJson } from './audit-chain.ts'
import { type AuditEvent, type AuditFact, auditEventNames, auditEvents, auditObjects } from './audit-events.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'

const all = Object.values<Endpoint>(endpoints)

/** Declared by no endpoint: written by the operator's commands, the worker, and layer 70 for each write of an operator. */
const outsideRequests: AuditEvent[] = [
  'tenant.erased',
  'operator.added',
  'operator.removed',
  'impersonation.acted',
  'tenant.origin.trusted',
  'tenant.origin.distrusted',
  'tenant.origin.verified',
  'tenant.origin.lapsed',
]

describe('[P7] the audit trail', () => {
  test.each(all.filter(({ method }) => method !== 'GET'))(
    '$id says which events it writes, or why none',
    ({ audit }) => {
      if (Array.isArray(audit)) expect(audit).not.toEqual([])
      else expect(audit).toEqual({ none: expect.stringMatching(/^[a-z].{10,}$/) })
    },
  )

  test('no GET writes an event', () => {
    expect(all.filter(({ method, audit }) => method === 'GET' && audit)).toEqual([])
  })

  test('every event is written by an endpoint, the operator or the worker', () => {
    const written = all.flatMap(({ audit }) => (Array.isArray(audit) ? (audit as AuditEvent[]) : []))
    expect([...new Set([...written, ...outsideRequests])].sort()).toEqual(auditEventNames.toSorted())
    expect(outsideRequests.filter(event => written.includes(event))).toEqual([])
  })

  test.each(Object.entries(auditEvents))(
    '%s holds ids and listed words only: no name, email or text',
    (event, declared) => {
      expect(event).toMatch(/^[a-z][a-z.-]{1,63}$/)
      expect(auditObjects).toContain(declared.object)
      for (const [name, fact] of Object.entries<AuditFact>(declared.facts)) {
        expect(name).toMatch(/^[a-z][A-Za-z]+$/)
        if (fact.is === 'id' || fact.is === 'endpoint') continue
        expect(fact.of.length).toBeGreaterThan(0)
        for (const word of fact.of) expect(word).toMatch(/^[a-z][a-z0-9:.-]*$/)
      }
    },
  )

  test('the hashed text is canonical: sorted members, no space, and the example of RFC 8785 for its strings', () => {
    const value = { b: 1, a: { d: null, c: '\u20ac$\u000f\nA\'B"\\"/' } }
    expect(canonicalJson(value)).toBe('{"a":{"c":"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/","d":null},"b":1}')
  })
})
