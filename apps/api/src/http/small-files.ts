import type { FastifyRequest } from 'fastify'
import { partsOf } from './file-parts.ts'
import type { Handler } from './handler.ts'
import { fileOf, mediaTypeOf } from './uploads.ts'

/** What the handler of an endpoint that declares `inMemory` gets as its body. */
export type SmallFile = { mediaType: string; bytes: Buffer }

/** Wraps the handler of an endpoint with a small file: the handler gets the unvalidated bytes. */
export function receivingSmallFiles(handler: Handler): Handler {
  return async (request, reply) => {
    request.body = { mediaType: mediaTypeOf(request.headers), bytes: await receive(request) } satisfies SmallFile
    return handler(request, reply)
  }
}

async function receive(request: FastifyRequest): Promise<Buffer> {
  let file = Buffer.alloc(0)
  // One part has room for all that the endpoint permits.
  for await (const part of partsOf(fileOf(request), request.endpoint?.maxBodyBytes ?? 0)) file = part
  return file
}
