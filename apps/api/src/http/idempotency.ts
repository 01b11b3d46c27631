import { createHash } from 'node:crypto'
import type { TenantDb } from '@palisade/db'

type Attempt = { principalId: string; endpointId: string; key: string; body: unknown }

export type Idempotent<T> =
  | { kind: 'done'; response: T; replayed: boolean }
  | { kind: 'in-flight' }
  | { kind: 'mismatch' }

const keptForMs = 24 * 3_600_000

/** `"key"` and `key` are the same key: the draft asks for quotes, and most clients send none. */
export function readIdempotencyKey(headers: { 'idempotency-key'?: string }): string | undefined {
  return headers['idempotency-key']?.replaceAll('"', '')
}

/**
 * Does `work` once for each Idempotency-Key of a principal at an endpoint, within 24 hours. The key commits with the
 * work: if the process dies, either both are there or neither (draft-ietf-httpapi-idempotency-key-header).
 */
export async function once<T extends object>(
  db: TenantDb,
  attempt: Attempt,
  work: () => Promise<T>,
): Promise<Idempotent<T>> {
  const { principalId, endpointId, key, body } = attempt
  const { tenantId } = db
  const lock = `${tenantId} ${principalId} ${endpointId} ${key}`
  const [held] = await db.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) AS free`
  if (!held?.free) return { kind: 'in-flight' }

  const where = { tenantId, principalId, endpointId, key }
  await db.idempotencyKey.deleteMany({ where: { ...where, createdAt: { lt: new Date(Date.now() - keptForMs) } } })
  const requestHash = createHash('sha256').update(JSON.stringify(body)).digest()
  const known = await db.idempotencyKey.findUnique({ where: { tenantId_principalId_endpointId_key: where } })
  if (known) {
    if (!requestHash.equals(known.requestHash)) return { kind: 'mismatch' }
    return { kind: 'done', response: known.response as T, replayed: true }
  }
  const response = await work()
  await db.idempotencyKey.create({ data: { ...where, requestHash, response } })
  return { kind: 'done', response, replayed: false }
}
