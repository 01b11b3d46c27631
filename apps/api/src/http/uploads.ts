import { createHash, randomUUIDv7 } from 'node:crypto'
import type { Readable } from 'node:stream'
import { describeFault } from '@palisade/contracts'
import type { FastifyRequest } from 'fastify'
import { partsOf } from './file-parts.ts'
import type { Handler } from './handler.ts'
import { ProblemError, refuseField } from './problem.ts'
import { createTenantGate } from './tenant-gate.ts'

/** A stored file: what the handler of an endpoint that declares `upload` gets as its body. */
export type Upload = { id: string; mediaType: string; bytes: number; sha256: string }

/** The most bytes of an upload in memory, besides the buffers of the connection. */
const partBytes = 256 * 1024

const uploadsAtOnce = {
  policy: 'uploads-at-once',
  perTenant: { running: 1, waiting: 2 },
  together: { running: 32, waiting: 32 },
}

/**
 * Wraps the handler of an endpoint that declares `upload`: stores the file in the database while it is received, each part
 * in a transaction of its own. It is removed again unless the response has its `id`: the handler failed, or the request was
 * repeated and got the response of the first one.
 */
export function createUploads() {
  const inTurn = createTenantGate(uploadsAtOnce)

  return (handler: Handler): Handler =>
    async (request, reply) => {
      // With an Idempotency-Key, `inTenant` would join the handler's transaction, which has ended before a removal.
      const inTenant = request.inTenant.bind(request)
      const { tenantId } = request.caller
      const uploadId = randomUUIDv7()
      // If the caller has lost access, the housekeeping job removes the parts.
      const remove = () =>
        inTenant(db => db.uploadPart.deleteMany({ where: { tenantId, uploadId } }), { isCostly: false }).catch(() => {})
      const savePart: SavePart = (bytes, position) =>
        inTenant(db => db.uploadPart.createMany({ data: [{ tenantId, uploadId, position, bytes }] }), {
          isCostly: false,
        })
      try {
        const received = await inTurn(tenantId, () => receive(request, savePart))
        request.body = { id: uploadId, ...received } satisfies Upload
        const response = await handler(request, reply)
        if ((response as { id: string }).id !== uploadId) await remove()
        return response
      } catch (error) {
        await remove()
        throw error
      }
    }
}

type SavePart = (bytes: Buffer<ArrayBuffer>, position: number) => Promise<unknown>

async function receive(request: FastifyRequest, savePart: SavePart): Promise<Omit<Upload, 'id'>> {
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let [bytes, position] = [0, 0]
  for await (const part of partsOf(fileOf(request), partBytes)) {
    requireUtf8(() => decoder.decode(part, { stream: true }))
    hash.update(part)
    await savePart(part, position)
    bytes += part.length
    position += 1
  }
  requireUtf8(() => decoder.decode())
  return { mediaType: mediaTypeOf(request.headers), bytes, sha256: hash.digest('hex') }
}

export function mediaTypeOf({ 'content-type': type = '' }: FastifyRequest['headers']): string {
  return type.toLowerCase().split(/[ \t;]/)[0] ?? ''
}

/**
 * The bytes of the file that is the body of a request. The rest of a refused file is not read, and the connection stays open for
 * the answer.
 * @throws ProblemError for no file, an empty one, one that is too long, or one that ends too early
 */
export async function* fileOf({ body, endpoint }: FastifyRequest): AsyncGenerator<Buffer> {
  if (!isStream(body)) throw new ProblemError('unsupported-media-type')
  let bytes = 0
  for await (const chunk of chunksOf(body)) {
    bytes += chunk.length
    if (bytes > (endpoint?.maxBodyBytes ?? 0)) throw new ProblemError('body-too-large')
    yield chunk
  }
  if (bytes === 0) throw refuseField('validation-failed', 'body', '', describeFault('empty'))
}

function isStream(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body.iterator({ destroyOnReturn: false })
  } catch (cause) {
    throw new ProblemError('malformed-request', { detail: 'The file ended too early.', reason: String(cause) })
  }
}

function requireUtf8(decode: () => string): void {
  try {
    decode()
  } catch {
    throw new ProblemError('malformed-request', { detail: 'The file is not UTF-8.' })
  }
}
