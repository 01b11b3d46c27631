import { type EdgeChange, withoutAllowList, withoutCors, withoutLimits, withoutWaf } from './edge-without.ts'
import { withoutRowLevelSecurity } from './variant-database.ts'

/** A layer that can be lost, and how it is taken away. */
export type Layer = {
  readonly id: string
  /** What is gone with it. */
  readonly holds: string
  /** How it is lost: requests go to the API at once; the edge's files are changed; … */
  readonly loss:
    | { readonly edge: 'bypassed' }
    | { readonly edge: EdgeChange }
    | { readonly api: { readonly layer: string; readonly by: string } }
    | { readonly database: (ownerUrl: string) => Promise<void> }
}

const ofApi = (id: string, holds: string): Layer => ({ id, holds, loss: { api: { layer: id, by: id } } })

/** In the order in which a request meets them. */
export const layers: readonly Layer[] = [
  { id: 'edge', holds: 'all of Nginx: requests go straight to the API', loss: { edge: 'bypassed' } },
  { id: 'edge-limits', holds: 'Nginx: leaky buckets and connections for each address', loss: { edge: withoutLimits } },
  { id: 'edge-cors', holds: 'Nginx: answers to preflights', loss: { edge: withoutCors } },
  {
    id: 'edge-list',
    holds: 'Nginx: declared paths, methods, parameters, headers, sizes and types alone',
    loss: { edge: withoutAllowList },
  },
  { id: 'waf', holds: 'ModSecurity with the Core Rule Set', loss: { edge: withoutWaf } },
  ofApi('10-request-id', 'whose request id is believed'),
  ofApi('20-cors', 'origins'),
  ofApi('30-allow-list', 'declared paths, methods, parameters and headers; a brake for each address'),
  ofApi('40-authenticate', 'signatures and claims of access tokens: they are decoded and believed'),
  ofApi('50-admit', 'limits of address, user, key and tenant; revocations; penalties'),
  ofApi('60-authorize', 'scopes, second factor, state of the tenant, whose page calls'),
  ofApi('65-body', 'strict JSON and the schemas of body, parameters and headers'),
  {
    id: 'tenant-in-query',
    holds: '`tenantId` in what each query asks for',
    loss: { api: { layer: '70-tenant-db', by: 'tenant-in-query' } },
  },
  { id: '70-tenant-db', holds: 'row-level security of PostgreSQL', loss: { database: withoutRowLevelSecurity } },
  ofApi('90-response', 'one shape of errors, security headers, the filter of answers'),
  ofApi('95-anomalies', 'points for what honest callers seldom do'),
]

/** What Node is told so that the API gets a stand-in for the layer that is lost. */
export function nodeArgsFor(loss: Layer['loss'] | undefined): string[] {
  if (!loss || !('api' in loss)) return []
  const { layer, by } = loss.api
  const replace = new URL(`./stand-ins/replace.ts?layer=${layer}&by=${by}`, import.meta.url)
  return ['--import', replace.href]
}
