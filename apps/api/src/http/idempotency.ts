import { createHash } from 'node:crypto'
import type { TenantDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { idempotencyOwnerOf } from '../access/principal.ts'
import type { Handler } from './handler.ts'
import { ProblemError } from './problem.ts'
import type { Upload } from './uploads.ts'

type Attempt = { principalId: string; endpointId: string; key: string; body: unknown }

export type Idempotent =
  | { kind: 'done'; response: object; replayed: boolean }
  | { kind: 'in-flight' }
  | { kind: 'mismatch' }

const keptForMs = 24 * 3_600_000

/**
 * Wraps the handler of an endpoint that declares `idempotent`. With an `Idempotency-Key`, the handler runs inside one
 * transaction, which `inTenant` joins, and its response is stored with what it wrote. A repeated request gets the stored
 * response and does not run the handler.
 */
export function idempotently(handler: Handler): Handler {
  return (request, reply) => {
    const key = readKey(request.headers)
    if (!key) return handler(request, reply)
    const { caller } = request
    const body = request.endpoint?.upload ? contentOf(request.body as Upload) : request.body
    const attempt = { principalId: idempotencyOwnerOf(caller), endpointId: request.endpoint?.id ?? '', key, body }
    return request.inTenant(async db => {
      request.inTenant = work => work(db)
      const result = await runIdempotently(db, attempt, async () => (await handler(request, reply)) as object)
      if (result.kind === 'in-flight') throw new ProblemError('idempotency-in-flight')
      if (result.kind === 'mismatch') throw new ProblemError('idempotency-mismatch')
      if (result.replayed) reply.header('idempotency-replayed', 'true')
      return result.response
    })
  }
}

/** Uploads are the same request if they have the same hash: each upload has a new id. */
const contentOf = ({ mediaType, sha256 }: Upload) => ({ mediaType, sha256 })

/** `"key"` and `key` are the same key: the draft requires quotes, and most clients send none. */
function readKey(headers: FastifyRequest['headers']): string | undefined {
  const field = headers['idempotency-key']
  return typeof field === 'string' ? field.replaceAll('"', '') : undefined
}

/**
 * Does `work` once for each Idempotency-Key of a principal at an endpoint, within 24 hours. The key commits with the
 * work: if the process dies, either both are stored or neither (draft-ietf-httpapi-idempotency-key-header).
 */
export async function runIdempotently(
  db: TenantDb,
  attempt: Attempt,
  work: () => Promise<object>,
): Promise<Idempotent> {
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
    return { kind: 'done', response: known.response as object, replayed: true }
  }
  const response = await work()
  await db.idempotencyKey.create({ data: { ...where, requestHash, response } })
  return { kind: 'done', response, replayed: false }
}
