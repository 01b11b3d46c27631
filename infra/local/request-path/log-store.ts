import { Readable } from 'node:stream'

/** A request has fewer entries, even one that is tried again and again. */
const mostEntries = 1_000
const timeoutMs = 30_000

/** The store gave no answer; the message is one line for a person. */
export class LogStoreError extends Error {}

/**
 * Asks a store of infra/observability/logs for the lines that contain the id of a request.
 * @param store the URL of VictoriaLogs, which may have a user and a password
 * @throws LogStoreError
 */
export async function openStore(store: URL, requestId: string): Promise<Readable> {
  const { username, password } = store
  const body = new URLSearchParams({ query: `"${requestId}" | fields _msg`, limit: String(mostEntries) })
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  const response = await fetch(new URL('/select/logsql/query', store.origin), {
    method: 'POST',
    body,
    headers: username ? { authorization: `Basic ${credentials}` } : {},
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(error => {
    throw new LogStoreError(`cannot read ${store.origin}: ${error.cause?.code ?? error.message}`)
  })
  if (!response.ok) throw new LogStoreError(`cannot read ${store.origin}: status ${response.status}`)
  const entries = (await response.text()).split('\n').filter(Boolean)
  return Readable.from(entries.map(entry => `${JSON.parse(entry)._msg}\n`))
}
