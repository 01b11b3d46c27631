import type { EndpointId } from '../endpoints/index.ts'

type Resource<Id extends string> = Id extends `${infer Name}.${string}` ? Name : never

/** One tag for each resource: the first part of an endpoint's id. */
export const tags: { readonly [Name in Resource<EndpointId>]: string } = {
  auth: 'Sign up, sign in, keep a session, and change the password',
  'second-factor': 'Authenticator apps, recovery codes and step-up',
  sessions: 'The devices on which a user is signed in',
  members: 'The people of a tenant and their roles',
  invitations: 'Invitations to a tenant, by mail',
  'api-keys': 'Credentials for programs',
  orders: 'Orders, from draft to delivery',
  reports: 'Counts over a period, computed by a worker',
  tenant: 'The tenant, its limits, and the CORS origins of its frontends',
  system: 'Health checks, public keys and documentation',
}

/** @throws Error when the id names no resource in `tags` */
export function tagOf(id: string): string {
  const [name = ''] = id.split('.')
  if (!Object.hasOwn(tags, name)) throw new Error(`${id}: no tag ${name}`)
  return name
}
