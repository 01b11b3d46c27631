import { randomUUID } from 'node:crypto'
import type { Endpoint } from '@palisade/contracts'
import { type Answer, call } from './http.ts'

/** Calls an endpoint without a field and with an id that nothing has. */
export function tryOut({ method, path, request, upload }: Endpoint, token?: string): Promise<Answer> {
  return call(path.replace(/\{\w+\}/, randomUUID()), {
    method,
    ...(token && { token }),
    ...(request.body && { json: {} }),
    ...(upload && { body: '' }),
    headers: { 'if-match': '"1"', ...(upload && { 'content-type': upload[0] ?? '' }) },
  })
}
