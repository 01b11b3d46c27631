import { BlockList, isIP } from 'node:net'

/** What a route requires of a token besides being valid [S61]. An absent property requires nothing. */
export type ClaimsRule = {
  readonly scope?: string | undefined
  /** Authentication methods (RFC 8176), any one of which is a second factor here, such as `['otp', 'hwk']`. */
  readonly amr?: readonly string[] | undefined
  /** The networks the caller has to come from, as CIDR blocks or single addresses [S52]. */
  readonly networks?: readonly string[] | undefined
}

/** The claims of a token whose signature is already checked. Their types are not: the token may be of another issuer. */
export type RuleClaims = { readonly scope?: unknown; readonly amr?: unknown }

export type ClaimsResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'network' | 'scope' | 'second-factor' }

const compiled = new WeakMap<readonly string[], BlockList>()

/**
 * Checks a rule when the server starts, so that a typing error in a network does not open or close a route later.
 *
 * @throws Error for a scope that is empty or holds several, an empty list, or a network that is no CIDR block
 */
export function assertClaimsRule(rule: ClaimsRule): void {
  const { scope = 'any' } = rule
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) throw new Error(`"${scope}" is not one scope (RFC 6749 section 3.3)`)
  if (rule.amr?.length === 0 || rule.networks?.length === 0) throw new Error(`${scope}: an empty list lets nobody in`)
  if (rule.networks !== undefined) blockListOf(rule.networks)
}

/**
 * Checks the address of the caller, the scopes of the token, and how its owner signed in, in this order: a caller from outside
 * learns nothing about the other rules.
 *
 * @param ip the caller's address as the trusted proxy reports it
 * @throws Error for a rule that {@link assertClaimsRule} refuses; never for claims or addresses
 */
export function checkClaims({ rule, claims, ip }: { rule: ClaimsRule; claims: RuleClaims; ip: string }): ClaimsResult {
  if (rule.networks !== undefined && !isInside(ip, blockListOf(rule.networks))) return { ok: false, reason: 'network' }
  if (rule.scope !== undefined && !scopesOf(claims.scope).includes(rule.scope)) return { ok: false, reason: 'scope' }
  const methods: readonly unknown[] = Array.isArray(claims.amr) ? claims.amr : []
  if (rule.amr !== undefined && !rule.amr.some(method => methods.includes(method)))
    return { ok: false, reason: 'second-factor' }
  return { ok: true }
}

/** RFC 8693 section 4.2 and RFC 9068 write scopes as one string with spaces; some issuers write a list. */
function scopesOf(scope: unknown): readonly unknown[] {
  if (typeof scope === 'string') return scope.split(' ')
  return Array.isArray(scope) ? scope : []
}

/** An address with a zone (`fe80::1%eth0`) names a link, not a network, and is outside of all of them. */
function isInside(ip: string, networks: BlockList): boolean {
  const version = ip.includes('%') ? 0 : isIP(ip)
  return version !== 0 && networks.check(ip, version === 6 ? 'ipv6' : 'ipv4')
}

function blockListOf(networks: readonly string[]): BlockList {
  const known = compiled.get(networks)
  if (known !== undefined) return known
  const list = new BlockList()
  for (const network of networks) addNetwork(list, network)
  compiled.set(networks, list)
  return list
}

function addNetwork(list: BlockList, network: string): void {
  const [address = '', prefix, ...rest] = network.split('/')
  const version = isIP(address)
  const maxBits = version === 6 ? 128 : 32
  const bits = prefix === undefined ? maxBits : Number(prefix)
  const isValid = version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix ?? '0') && bits <= maxBits
  if (!isValid || address.includes('%'))
    throw new Error(`"${network}" is not a network, such as 10.0.0.0/8 or 2001:db8::/32`)
  list.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4')
}
