import { promises as dns } from 'node:dns'

/** `absent` is the word of a DNS server; `unanswered` is the lack of one. */
export type Look = 'found' | 'absent' | 'unanswered'

export type LookUp = (name: string, value: string) => Promise<Look>

/** The name has no such record, is not there, or is longer than a name can be. */
const absent = new Set(['ENODATA', 'ENOTFOUND', 'EBADNAME'])

/** More than any domain has use for: a name with thousands of them is not ours to read. */
const mostRecords = 100

/**
 * Looks for a TXT record, and for nothing else: no address is looked up and nobody is connected to, so that a tenant
 * cannot point a worker at a machine of the network it is in. Names are as an origin writes them, in Punycode, and asked
 * for as they are: c-ares' query adds no search domain.
 * @param servers addresses of the resolvers; none for the system's
 */
export function createTxtLookup(servers: readonly string[]): LookUp {
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
