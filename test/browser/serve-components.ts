import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { freePort } from '../support/native/index.ts'

/** Serves the page of components as `npm run dev` does. It needs no API. */
export async function serveComponents(): Promise<{ address: string; stop: () => Promise<void> }> {
  const port = await freePort()
  const root = fileURLToPath(new URL('../../apps/web', import.meta.url))
  const vite = await createServer({ root, logLevel: 'error', server: { port, host: 'localhost' } })
  await vite.listen()
  return { address: `http://localhost:${port}/components`, stop: () => vite.close() }
}
