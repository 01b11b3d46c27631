import type { Static, TSchema } from 'typebox'
import type { Endpoint } from '../endpoint.ts'
import { apiKeyEndpoints } from './api-keys.ts'
import { authEndpoints } from './auth.ts'
import { invitationEndpoints } from './invitations.ts'
import { memberEndpoints } from './members.ts'
import { orderEndpoints } from './orders.ts'
import { passwordEndpoints } from './password.ts'
import { registrationEndpoints } from './registration.ts'
import { reportEndpoints } from './reports.ts'
import { secondFactorEndpoints } from './second-factor.ts'
import { sessionEndpoints } from './sessions.ts'
import { systemEndpoints } from './system.ts'
import { tenantEndpoints } from './tenants.ts'

/** Every resource: add a new one here. */
const declared = [
  ...registrationEndpoints,
  ...authEndpoints,
  ...passwordEndpoints,
  ...secondFactorEndpoints,
  ...sessionEndpoints,
  ...memberEndpoints,
  ...invitationEndpoints,
  ...apiKeyEndpoints,
  ...orderEndpoints,
  ...reportEndpoints,
  ...tenantEndpoints,
  ...systemEndpoints,
] as const

type Declared = (typeof declared)[number]

export type EndpointId = Declared['id']

export type EndpointOf<Id extends EndpointId> = Extract<Declared, { id: Id }>

/** Every endpoint of the API by its id. */
export const endpoints = Object.fromEntries(declared.map(endpoint => [endpoint.id, endpoint])) as {
  readonly [Id in EndpointId]: EndpointOf<Id>
}

export const endpointIds = declared.map(endpoint => endpoint.id)

type StaticOf<S> = S extends TSchema ? Static<S> : undefined

type Parts<R extends Endpoint['request']> = { [Part in keyof R]: StaticOf<R[Part]> }

/** The parts of a request to this endpoint: `params`, `query`, `headers` and `body`, as far as it declares them. */
export type RequestOf<Id extends EndpointId> = Parts<EndpointOf<Id>['request']>

type Responses<Id extends EndpointId> = EndpointOf<Id>['responses']

/** The body of a successful answer of this endpoint; `undefined` where there is none. */
export type ResponseOf<Id extends EndpointId> = StaticOf<Responses<Id>[keyof Responses<Id>]>
