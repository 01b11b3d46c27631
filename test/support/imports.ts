import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import { type Answer, call } from './http.ts'

export type OrderImport = ResponseOf<'order-imports.read'>

/** Uploads a file of orders. */
export function upload(
  token: string,
  text: string | Buffer,
  { type = 'text/csv', headers = {} } = {},
): Promise<Answer> {
  return call('/api/order-imports', {
    method: 'POST',
    token,
    body: text,
    headers: { 'content-type': type, ...headers },
  })
}

/** Waits for the end of an import. */
export async function finished(token: string, id: string): Promise<OrderImport> {
  for (;;) {
    const found = (await call(`/api/order-imports/${id}`, { token })).json<OrderImport>()
    if (found.finishedAt !== null) return found
    await sleep(200)
  }
}

/** Uploads a file of orders, and waits for the end of its import. */
export async function importFile(token: string, text: string, type?: string): Promise<OrderImport> {
  const answer = await upload(token, text, { ...(type && { type }) })
  if (answer.status !== 202) throw new Error(`the upload answered ${answer.status}: ${answer.text}`)
  return finished(token, answer.json<OrderImport>().id)
}
