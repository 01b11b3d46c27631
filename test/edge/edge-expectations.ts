import { apiHeaders } from '@palisade/contracts'
import { expect } from 'vitest'
import type { AuditLogEntry, NativeEdge } from '../support/native/index.ts'
import { type Answer, auditOf, type Echo, logOf, send } from './test-client.ts'

/** A problem with all that belongs to one. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  const requestId = answer.headers['x-request-id']
  expect(answer.json()).toMatchObject({ status, code, type: `/docs#${code}`, requestId })
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({ ...apiHeaders, 'content-type': 'application/problem+json', vary: 'Origin' })
}

/** One thing is wrong with the request, and the answer says what it is and where. */
export function expectFault(answer: Answer, pointer: string, detail: string, part = 'body'): void {
  expect(answer.json()['errors']).toEqual([{ in: part, pointer, detail }])
  expectProblem(answer, 400, 'validation-failed')
}

/** The WAF refused it, and says why in the audit log. Returns that entry. */
export async function expectBlocked(edge: NativeEdge, answer: Answer): Promise<AuditLogEntry['transaction']> {
  expectProblem(answer, 403, 'blocked')
  const requestId = answer.headers['x-request-id']
  expect(await logOf(edge, requestId)).toMatchObject({ status: 403, inspection: 'blocked' })
  const audited = await auditOf(edge, requestId)
  expect(audited).toHaveLength(1)
  const [entry] = audited
  if (entry === undefined) throw new Error('nothing in the audit log')
  expect(entry.transaction.client_ip).toBe('127.0.0.1')
  expect(entry.transaction.messages.length).toBeGreaterThan(0)
  return entry.transaction
}

/** What each rule matched, and where. */
export const matchesOf = ({ messages }: AuditLogEntry['transaction']) => JSON.stringify(messages)

/** The WAF was not asked: a later request that it blocks is in its log, and these are not. */
export async function expectNotAudited(edge: NativeEdge, ...answers: readonly Answer[]): Promise<void> {
  const later = await send(edge, '/livez', {
    host: new URL(edge.apiUrl).hostname,
    headers: { 'user-agent': shellshock },
  })
  await auditOf(edge, later.headers['x-request-id'])
  const audited = (await edge.auditLog()).map(({ transaction }) => transaction.unique_id)
  for (const { headers } of answers) expect(audited).not.toContain(headers['x-request-id'])
}

export const shellshock = "() { :; }; /bin/bash -c 'cat /etc/passwd'"

/** Runs what must not reach the API. */
export async function expectNothingOf<Result>(
  { echo }: { readonly echo: { readonly seen: readonly Echo[] } },
  act: () => Promise<Result>,
): Promise<Result> {
  const before = echo.seen.length
  const result = await act()
  expect(echo.seen.slice(before)).toEqual([])
  return result
}

/** Whether the WAF was asked about a request, as the access log says. */
export const inspectionOf = async (edge: NativeEdge, { headers }: Answer) =>
  (await logOf(edge, headers['x-request-id']))['inspection']

/** All that was written about requests. */
export const allLogs = async (edge: NativeEdge) =>
  JSON.stringify([await edge.accessLog(), await edge.auditLog(), await edge.errorLog()])
