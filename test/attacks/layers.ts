import {
  type EdgeChange,
  withoutAllowList,
  withoutClaims,
  withoutCors,
  withoutHosts,
  withoutLimits,
  withoutValues,
  withoutWaf,
} from './edge-without.ts'
import { withoutRowLevelSecurity } from './variant-database.ts'

/** A layer that can be lost, and how it is taken away. */
export type Layer = {
  readonly id: string
  /** What is gone with it. */
  readonly holds: string
  /** How it is lost: nothing but the API is called; files of Nginx are changed; the API gets a replacement; the database is changed. */
  readonly loss:
    | { readonly edge: 'bypassed' | EdgeChange }
    | { readonly origin: 'bypassed' | EdgeChange }
    | { readonly api: { readonly layer: string; readonly by: string } }
    | { readonly database: (ownerUrl: string) => Promise<void> }
}

const withStandIn = (id: string, holds: string): Layer => ({ id, holds, loss: { api: { layer: id, by: id } } })

const ofEdge: readonly Layer[] = [
  { id: 'edge', holds: 'all of Nginx: requests go straight to the API', loss: { edge: 'bypassed' } },
  { id: 'edge-limits', holds: 'Nginx: leaky buckets and connections for each address', loss: { edge: withoutLimits } },
  {
    id: 'edge-cors',
    holds: 'Nginx: answers to preflights, and refusals of pages of other sites that do not ask by CORS',
    loss: { edge: withoutCors },
  },
  {
    id: 'edge-list',
    holds:
      'Nginx: compares paths, methods, header fields, sizes and types. Declared requests still go through ' +
      '`edge-values` and `waf`; all others go straight to the API',
    loss: { edge: withoutAllowList },
  },
  {
    id: 'edge-values',
    holds:
      'Nginx (njs): values in queries, header fields and bodies as the contracts declare them alone. `waf` is gone ' +
      'with it: nobody has read which texts it should inspect',
    loss: { edge: withoutValues },
  },
  {
    id: 'edge-hosts',
    holds: 'Nginx: operations of administrators at their own host alone, behind a client certificate',
    loss: { edge: withoutHosts },
  },
  {
    id: 'edge-claims',
    holds: 'Nginx: operations of administrators with a token that claims the scope alone',
    loss: { edge: withoutClaims },
  },
  {
    id: 'waf',
    holds: 'ModSecurity with the Core Rule Set, which inspects what people write and the names of unknown clients',
    loss: { edge: withoutWaf },
  },
]

/** Between the edge and several nodes. */
const ofOrigin: readonly Layer[] = [
  {
    id: 'origin',
    holds: 'the origin, which compares values and inspects texts again: the edge sends on to one node of the API',
    loss: { origin: 'bypassed' },
  },
  { id: 'origin-waf', holds: 'the ModSecurity of the origin, which looks deeper', loss: { origin: withoutWaf } },
]

const ofApi: readonly Layer[] = [
  withStandIn('10-request-id', 'whose request id is believed'),
  withStandIn('15-limit-address', 'a limit for each address, in the memory of the process'),
  withStandIn(
    '20-cors',
    'pages of foreign origins, those that do not ask by CORS among them; lookups of unknown origins',
  ),
  withStandIn('30-allow-list', 'declared paths, methods, parameters and headers'),
  withStandIn('40-authenticate', 'signatures and claims of access tokens: they are decoded and believed'),
  withStandIn('50-admit', 'limits of address, user, key and tenant; revocations; penalties'),
  withStandIn('60-authorize', 'scopes, second factor, state of the tenant, whose page calls'),
  withStandIn('65-body', 'strict JSON and the schemas of body, parameters and headers'),
  {
    id: 'tenant-in-query',
    holds: '`tenantId` in what each query asks for',
    loss: { api: { layer: '70-tenant-db', by: 'tenant-in-query' } },
  },
  { id: '70-tenant-db', holds: 'row-level security of PostgreSQL', loss: { database: withoutRowLevelSecurity } },
  withStandIn('response', 'one shape of errors, security headers, the filter of answers'),
  withStandIn('abuse-score', 'points for what honest callers seldom do'),
]

/** In the order in which a request meets them. */
export const allLayers: readonly Layer[] = [...ofEdge, ...ofOrigin, ...ofApi]

/** For an architecture that does not have all of them. */
export function layersWithout(...missing: readonly string[]): readonly Layer[] {
  return allLayers.filter(({ id }) => !missing.includes(id))
}

/** Node's arguments, so that the API loads a replacement for the layer that is lost. */
export function nodeArgsFor(loss: Layer['loss'] | undefined): string[] {
  if (!loss || !('api' in loss)) return []
  const { layer, by } = loss.api
  const replace = new URL(`./replacements/replace.ts?layer=${layer}&by=${by}`, import.meta.url)
  return ['--import', replace.href]
}
