import { once } from 'node:events'
import { createServer } from 'node:net'

/** Whether the port is free at each of these addresses. An address that the machine does not have counts as free. */
export async function isFree(port: number, ...hosts: string[]): Promise<boolean> {
  for (const host of hosts) {
    const server = createServer()
    try {
      server.listen(port, host)
      await once(server, 'listening')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') return false
      continue
    }
    server.close()
    await once(server, 'close')
  }
  return true
}

/** A host as a URL writes it: an IPv6 address in brackets (RFC 3986 section 3.2.2). */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
