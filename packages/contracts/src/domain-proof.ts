/**
 * The DNS record that proves that the domain of an origin belongs to the tenant. The token is only for this tenant and this
 * origin, and is new each time the origin is added: an old record proves nothing for the next owner of the domain.
 */
export function domainProof(origin: string, token: string) {
  return {
    type: 'TXT',
    name: `_palisade.${new URL(origin).hostname}`,
    value: `palisade-verification=${token}`,
  } as const
}
