/**
 * The DNS record that shows that the domain of an origin is the tenant's own. The token is of this tenant and this origin
 * alone, and again each time the origin is added: a forgotten record proves nothing for the next owner of the domain.
 */
export function domainProof(origin: string, token: string) {
  return {
    type: 'TXT',
    name: `_palisade.${new URL(origin).hostname}`,
    value: `palisade-verification=${token}`,
  } as const
}
