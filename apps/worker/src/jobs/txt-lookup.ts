import { promises as dns } from 'node:dns'

/** `absent`: a DNS server says so. `unanswered`: no server answered. */
export type TxtResult = 'found' | 'absent' | 'unanswered'

export type TxtLookup = (name: string, value: string) => Promise<TxtResult>

/** The name has no such record, does not exist, or is too long for a name. */
const absent = new Set(['ENODATA', 'ENOTFOUND', 'EBADNAME'])

/** More records than any domain needs. Without this limit, a name with thousands of records would use up memory. */
const mostRecords = 100

/**
 * Looks up only TXT records. It resolves no address and opens no connection, so that a tenant cannot point a worker at a
 * machine of its network. Names are in Punycode, as in an origin, and c-ares adds no search domain to them.
 * @param servers addresses of the resolvers; none for the system's
 */
export function createTxtLookup(servers: readonly string[]): TxtLookup {
  const resolver = new dns.Resolver({ timeout: 2_000, tries: 2 })
  if (servers.length) resolver.setServers(servers)
  return async (name, value) => {
    try {
      const records = await resolver.resolveTxt(name)
      return records.slice(0, mostRecords).some(chunks => chunks.join('') === value) ? 'found' : 'absent'
    } catch (error) {
      return absent.has((error as NodeJS.ErrnoException).code ?? '') ? 'absent' : 'unanswered'
    }
  }
}
