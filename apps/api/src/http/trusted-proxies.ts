import { BlockList, isIP, isIPv6 } from 'node:net'

/** Tells the addresses of our own edge, and networks of it, from all others. */
export function createTrustedProxies(entries: readonly string[]): (address: string) => boolean {
  const networks = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix) networks.addSubnet(address, Number(prefix), family)
    else networks.addAddress(address, family)
  }
  const addresses = new Set(entries)
  // Every forwarded request asks about two addresses: the edge's own is found without the list of networks.
  return address =>
    addresses.has(address) || (isIP(address) !== 0 && networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'))
}
