import type { Static, TSchema } from 'typebox'
import type { Endpoint } from '../endpoint.ts'
import { apiKeyEndpoints } from './api-keys.ts'
import { auditLogEndpoints } from './audit-log.ts'
import { authEndpoints } from './auth.ts'
import { clientKeyEndpoints } from './client-keys.ts'
import { emailChangeEndpoints } from './email-change.ts'
import { originEndpoints } from './frontend-origins.ts'
import { impersonationEndpoints } from './impersonations.ts'
import { invitationEndpoints } from './invitations.ts'
import { memberEndpoints } from './members.ts'
import { oauthEndpoints } from './oauth.ts'
import { operatorEndpoints } from './operator.ts'
import { orderFilterEndpoints } from './order-filters.ts'
import { orderImportEndpoints } from './order-imports.ts'
import { orderEndpoints } from './orders.ts'
import { passwordEndpoints } from './password.ts'
import { registrationEndpoints } from './registration.ts'
import { reportEndpoints } from './reports.ts'
import { secondFactorEndpoints } from './second-factor.ts'
import { serviceAccountEndpoints } from './service-accounts.ts'
import { sessionEndpoints } from './sessions.ts'
import { supportAccessEndpoints } from './support-access.ts'
import { systemEndpoints } from './system.ts'
import { tenantEndpoints } from './tenant.ts'
import { brandingEndpoints } from './tenant-branding.ts'
import { tenantDeletionEndpoints } from './tenant-deletion.ts'
import { tenantExportEndpoints } from './tenant-export.ts'
import { usageEndpoints } from './usage.ts'

/** Every resource: add a new one here, and to `tags`. */
const declared = [
  ...registrationEndpoints,
  ...authEndpoints,
  ...passwordEndpoints,
  ...emailChangeEndpoints,
  ...secondFactorEndpoints,
  ...sessionEndpoints,
  ...memberEndpoints,
  ...invitationEndpoints,
  ...serviceAccountEndpoints,
  ...apiKeyEndpoints,
  ...clientKeyEndpoints,
  ...oauthEndpoints,
  ...orderEndpoints,
  ...orderFilterEndpoints,
  ...orderImportEndpoints,
  ...reportEndpoints,
  ...tenantEndpoints,
  ...brandingEndpoints,
  ...tenantDeletionEndpoints,
  ...tenantExportEndpoints,
  ...originEndpoints,
  ...usageEndpoints,
  ...auditLogEndpoints,
  ...supportAccessEndpoints,
  ...operatorEndpoints,
  ...impersonationEndpoints,
  ...systemEndpoints,
] as const

type Declared = (typeof declared)[number]

export type EndpointId = Declared['id']

type Resource<Id extends string> = Id extends `${infer Name}.${string}` ? Name : never

/** The tags of the API reference: what each resource is, by the first part of its endpoints' ids. */
export const tags: { readonly [Name in Resource<EndpointId>]: string } = {
  auth: 'Sign up, sign in, keep a session, and change the password',
  'second-factor': 'Authenticator apps, recovery codes and step-up',
  sessions: 'The devices on which a user is signed in',
  members: 'The people of a tenant and their roles',
  invitations: 'Invitations to a tenant, by mail',
  'service-accounts': 'Programs that belong to the tenant',
  'api-keys': 'Credentials for programs',
  'client-keys': 'Public keys with which service accounts get access tokens',
  oauth: 'Access tokens for service accounts, by OAuth 2.0',
  orders: 'Orders, from draft to delivery',
  'order-filters': 'Filters of orders that a member has saved',
  'order-imports': 'Orders from a file, saved by a worker',
  reports: 'Counts over a period, computed by a worker',
  branding: 'The name, color and logo that a page of a tenant shows',
  tenant: 'The tenant, its limits, and the CORS origins of its frontends',
  usage: 'What the tenant’s people and programs request, over time',
  'audit-log': 'Who did what in the tenant, as a chain of hashes',
  'support-access': 'Whether an operator of the platform may act in the tenant, and until when',
  operator: 'The console of those who run the platform',
  impersonations: 'An operator acts in a tenant that allows it',
  system: 'Health checks, public keys and documentation',
}

export type EndpointOf<Id extends EndpointId> = Extract<Declared, { id: Id }>

/** Every endpoint of the API by its id. */
export const endpoints = Object.fromEntries(declared.map(endpoint => [endpoint.id, endpoint])) as {
  readonly [Id in EndpointId]: EndpointOf<Id>
}

export const endpointIds = declared.map(endpoint => endpoint.id)

type StaticOf<S> = S extends TSchema ? Static<S> : undefined

type Parts<R extends Endpoint['request']> = { [Part in keyof R]: StaticOf<R[Part]> }

/** The parts of a request to this endpoint: `params`, `query`, `headers`, `body` and `file`, as far as it declares them. */
export type RequestOf<Id extends EndpointId> = Parts<EndpointOf<Id>['request']> &
  (EndpointOf<Id> extends { upload: readonly string[] } ? { file: Blob } : unknown)

type Responses<Id extends EndpointId> = EndpointOf<Id>['responses']

/** The body of a successful answer of this endpoint; `undefined` where there is none. */
export type ResponseOf<Id extends EndpointId> = StaticOf<Responses<Id>[keyof Responses<Id>]>
