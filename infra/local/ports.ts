import { once } from 'node:events'
import { createServer } from 'node:net'
import { StartError } from './start-error.ts'

/** @throws StartError when PORT is no port, or is taken */
export async function readFreePort(): Promise<number> {
  const port = Number(process.env['PORT'] || 8080)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new StartError('PORT must be from 1 to 65535')
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    throw new StartError(`port ${port} cannot be used, most likely because it is taken: try PORT=${port + 1} npm start`)
  }
  server.close()
  await once(server, 'close')
  return port
}
