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

/** A layer that tests can remove, and how they remove it. */
export type Layer = {
  readonly id: string
  /** What it does. */
  readonly does: string
  /** Requests bypass it, its Nginx configuration is changed, the API loads a replacement, or the database is changed. */
  readonly loss:
    | { readonly edge: 'bypassed' | EdgeChange }
    | { readonly origin: 'bypassed' | EdgeChange }
    | { readonly api: { readonly layer: string; readonly by: string } }
    | { readonly database: (ownerUrl: string) => Promise<void> }
}

const withReplacement = (id: string, does: string): Layer => ({ id, does, loss: { api: { layer: id, by: id } } })

const ofEdge: readonly Layer[] = [
  { id: 'edge', does: 'Nginx as a whole: without it, requests go straight to the API', loss: { edge: 'bypassed' } },
  {
    id: 'edge-limits',
    does: 'Nginx: limits the requests (leaky bucket) and connections of each address',
    loss: { edge: withoutLimits },
  },
  {
    id: 'edge-cors',
    does: 'Nginx: answers preflights, and refuses requests of foreign pages that bypass CORS',
    loss: { edge: withoutCors },
  },
  {
    id: 'edge-list',
    does:
      'Nginx: checks path, method, header fields, size and content type. Without it, declared requests still pass ' +
      '`edge-values` and `waf`; all others go straight to the API',
    loss: { edge: withoutAllowList },
  },
  {
    id: 'edge-values',
    does:
      'Nginx (njs): checks each value in query, header fields and body against its schema. Without it, `waf` inspects ' +
      'nothing either: this layer extracts the texts for it',
    loss: { edge: withoutValues },
  },
  {
    id: 'edge-hosts',
    does: 'Nginx: serves the endpoints of administrators only on their host, which requires a client certificate',
    loss: { edge: withoutHosts },
  },
  {
    id: 'edge-claims',
    does: 'Nginx: refuses tokens without the admin scope that the endpoint requires',
    loss: { edge: withoutClaims },
  },
  {
    id: 'waf',
    does: 'ModSecurity with the Core Rule Set: inspects free text, and the User-Agent of unknown clients',
    loss: { edge: withoutWaf },
  },
]

/** Layers of the origin server, between the edge and the API nodes. */
const ofOrigin: readonly Layer[] = [
  {
    id: 'origin',
    does: 'origin server: checks values and inspects texts again. Without it, the edge sends requests to one API node',
    loss: { origin: 'bypassed' },
  },
  { id: 'origin-waf', does: 'ModSecurity on the origin server, with stricter rules', loss: { origin: withoutWaf } },
]

const ofApi: readonly Layer[] = [
  withReplacement('10-request-id', 'accepts a request id only from the edge'),
  withReplacement('15-limit-address', 'limits each address, in memory'),
  withReplacement(
    '20-cors',
    'refuses pages of unknown origins, also when they bypass CORS; limits the lookups of unknown origins',
  ),
  withReplacement('30-allow-list', 'refuses undeclared paths, methods, parameters and headers'),
  withReplacement(
    '40-authenticate',
    'verifies the signature and claims of access tokens. Its replacement only decodes them',
  ),
  withReplacement('50-admit', 'checks limits of address, user, key and tenant, revocations and penalties'),
  withReplacement(
    '60-authorize',
    'checks scope, second factor, the state of the tenant, and the tenant that owns the calling page’s CORS origin',
  ),
  withReplacement('65-body', 'parses strict JSON; validates body, parameters and headers against their schemas'),
  {
    id: 'tenant-in-query',
    does: 'the condition on `tenantId` in each query',
    loss: { api: { layer: '70-tenant-db', by: 'tenant-in-query' } },
  },
  { id: '70-tenant-db', does: 'row-level security in PostgreSQL', loss: { database: withoutRowLevelSecurity } },
  withReplacement('response', 'error format, security headers, the filter for secrets in responses'),
  withReplacement('abuse-score', 'adds penalty points for suspicious responses'),
]

/** All layers, in the order in which a request passes them. */
export const allLayers: readonly Layer[] = [...ofEdge, ...ofOrigin, ...ofApi]

/** The layers of an architecture that lacks some of them. */
export function layersWithout(...missing: readonly string[]): readonly Layer[] {
  return allLayers.filter(({ id }) => !missing.includes(id))
}

/** The arguments for Node that load the replacement of a removed API layer. */
export function nodeArgsFor(loss: Layer['loss'] | undefined): string[] {
  if (!loss || !('api' in loss)) return []
  const { layer, by } = loss.api
  const replace = new URL(`./replacements/replace.ts?layer=${layer}&by=${by}`, import.meta.url)
  return ['--import', replace.href]
}
