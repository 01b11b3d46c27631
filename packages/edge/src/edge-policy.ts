import {
  adminScopes,
  answeredMethods,
  corsPolicy,
  type Endpoint,
  type Environment,
  endpoints,
  environments,
  type Limit,
  limitClasses,
  origins,
  type Scope,
} from '@palisade/contracts'
import { type CorsTable, corsTable } from '@palisade/security/cors'
import { type Fragment, nginx, variable } from './syntax.ts'

/** What the edge derives from the contracts. Tests compile other limits. */
export type Policy = {
  readonly endpoints: readonly Endpoint[]
  readonly limitsPerIp: Readonly<Record<string, Limit>>
  /** By environment, which the deployment chooses. They differ only in their origins. */
  readonly cors: Readonly<Record<Environment, CorsTable>>
}

/** The policy that packages/contracts declares. */
export function declaredPolicy(): Policy {
  const declared: readonly Endpoint[] = Object.values(endpoints)
  const methods = [...new Set(declared.filter(endpoint => endpoint.crossOrigin).flatMap(answeredMethods))]
  const cors = environments.map(environment => {
    const production = environment === 'production'
    return [environment, corsTable({ ...corsPolicy, origins: origins[environment], production, methods })] as const
  })
  return {
    endpoints: declared,
    limitsPerIp: Object.fromEntries(Object.entries(limitClasses).map(([name, { perIp }]) => [name, perIp])),
    cors: Object.fromEntries(cors) as Policy['cors'],
  }
}

/** The endpoints of each path, in the order of their declaration. */
export function byPath(policy: Policy): ReadonlyMap<string, readonly Endpoint[]> {
  return Map.groupBy(policy.endpoints, endpoint => endpoint.path)
}

/** A table from `$endpoint` to a variable: for each group of endpoints one value, for all others the default. */
export function endpointTable(
  name: string,
  otherwise: string,
  groups: readonly (readonly [endpoints: readonly Endpoint[], value: string | Fragment])[],
): Fragment {
  return nginx`
map $endpoint ${variable(name)} {
    default ${otherwise};
    ${groups.flatMap(([endpoints, value]) => endpoints.map(({ id }) => nginx`${id} ${value};`))}
}
`
}

/** The scope that the endpoint requires, where it is one that controls access. */
export function adminScopeOf({ access }: Pick<Endpoint, 'access'>): Scope | undefined {
  return typeof access === 'object' && adminScopes.includes(access.scope) ? access.scope : undefined
}
