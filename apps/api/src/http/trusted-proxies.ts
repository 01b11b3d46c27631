import { BlockList, isIP, isIPv6 } from 'node:net'

/** Checks whether an address belongs to our own edge. */
export function createTrustedProxies(entries: readonly string[]): (address: string) => boolean {
  const networks = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix) networks.addSubnet(address, Number(prefix), family)
    else networks.addAddress(address, family)
  }
  const addresses = new Set(entries)
  // Each forwarded request checks two addresses. The set finds the edge's own without searching the networks.
  return address =>
    addresses.has(address) || (isIP(address) !== 0 && networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'))
}
