import {
  answeredMethods,
  corsPolicy,
  type Endpoint,
  type Environment,
  endpoints,
  environments,
  forwardedPreflights,
  type Limit,
  limitClasses,
  origins,
  type Schema,
} from '@palisade/contracts'
import { type CorsTable, corsTable } from '@palisade/security/cors'
import { type Fragment, nginx, variable } from './syntax.ts'

/** What the edge derives from the contracts. Tests compile other limits. */
export type Policy = {
  readonly endpoints: readonly Endpoint[]
  /** By limit class, and of the preflights that are forwarded. */
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
    limitsPerIp: {
      ...Object.fromEntries(Object.entries(limitClasses).map(([name, { perIp }]) => [name, perIp])),
      preflight: forwardedPreflights,
    },
    cors: Object.fromEntries(cors) as Policy['cors'],
  }
}

/** The schemas of what a part of a request may have: its parameters, fields or members. */
export function membersOf(part: object | undefined): Readonly<Record<string, Schema>> {
  return (part as Schema | undefined)?.properties ?? {}
}

/** The endpoints of each path, in the order of their declaration. */
export function byPath(policy: Policy): ReadonlyMap<string, readonly Endpoint[]> {
  return Map.groupBy(policy.endpoints, endpoint => endpoint.path)
}

/** A table from `$endpoint` to a variable. The value that is left out is that of all others, and of no endpoint. */
export function endpointTable(
  { endpoints }: Policy,
  name: string,
  otherwise: string,
  write: (endpoint: Endpoint) => string | Fragment,
): Fragment {
  const values = endpoints.map(endpoint => ({ id: endpoint.id, value: write(endpoint) }))
  return nginx`
map $endpoint ${variable(name)} {
    default ${otherwise};
    ${values.filter(({ value }) => value !== otherwise).map(({ id, value }) => nginx`${id} ${value};`)}
}
`
}
