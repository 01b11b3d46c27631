const mapped = /^(?:0*:)+ffff:(?<ipv4>[0-9.]+)$/i

/**
 * Whose bucket an address belongs to: itself for IPv4, the first 64 bits for IPv6. A customer gets at least a /64 and can
 * change the rest with each request, so that counting whole addresses would count nothing (RFC 6177).
 *
 * @param ip as a socket or a trusted proxy gives it; what is no address is its own bucket
 */
export function clientNetwork(ip: string): string {
  if (!ip.includes(':')) return ip
  const ipv4 = mapped.exec(ip)?.groups?.['ipv4']
  if (ipv4) return ipv4
  const [address = ''] = ip.toLowerCase().split('%')
  const [head = '', tail] = address.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  const zeros =
    tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length - (last.at(-1)?.includes('.') ? 1 : 0))
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last].slice(0, 4)
  return `${groups.map(group => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
