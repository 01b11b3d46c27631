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
import { literalPattern } from './syntax.ts'

/** What the edge derives from the contracts. Tests compile other limits. */
export type Policy = {
  readonly endpoints: readonly Endpoint[]
  readonly limitsPerIp: Readonly<Record<string, Limit>>
  /** CORS, with the origins of each environment. Whoever deploys chooses the environment. */
  readonly cors: Omit<CorsTable, 'origins'>
  readonly origins: Readonly<Record<Environment, readonly string[]>>
}

/** The policy that packages/contracts declares. */
export function declaredPolicy(): Policy {
  const declared: readonly Endpoint[] = Object.values(endpoints)
  const methods = [...new Set(declared.filter(endpoint => endpoint.crossOrigin).flatMap(answeredMethods))]
  const tableOf = (environment: Environment) =>
    corsTable({
      ...corsPolicy,
      origins: origins[environment],
      resolveOrigin: askTheApi,
      production: environment === 'production',
      methods,
    })
  const tables = environments.map(environment => [environment, tableOf(environment)] as const)
  return {
    endpoints: declared,
    limitsPerIp: Object.fromEntries(Object.entries(limitClasses).map(([name, { perIp }]) => [name, perIp])),
    cors: tableOf('production'),
    origins: Object.fromEntries(
      tables.map(([environment, table]) => [environment, table.origins]),
    ) as Policy['origins'],
  }
}

/** Which origins tenants have added is in the database: the edge hands such preflights on. */
function askTheApi(): Promise<boolean> {
  throw new Error('the edge resolves no origins')
}

/** The endpoints of each path, in the order of their declaration. */
export function byPath(policy: Policy): ReadonlyMap<string, readonly Endpoint[]> {
  return Map.groupBy(policy.endpoints, endpoint => endpoint.path)
}

/** The largest body that any endpoint takes. */
export function largestBodyBytes({ endpoints }: Policy): number {
  return Math.max(1, ...endpoints.map(endpoint => endpoint.maxBodyBytes))
}

/** The inner part of a regular expression that is the id of one of them. */
export function anyIdOf(endpoints: readonly Endpoint[]): string {
  return endpoints.map(({ id }) => literalPattern(id)).join('|')
}

/** The scope that the endpoint requires, where it is one that decides who may do what. */
export function adminScopeOf({ access }: Pick<Endpoint, 'access'>): Scope | undefined {
  return typeof access === 'object' && adminScopes.includes(access.scope) ? access.scope : undefined
}
