import type { Static, TSchema } from 'typebox'
import type { Endpoint } from '../endpoint.ts'
import * as apiKeys from './api-keys.ts'
import * as auth from './auth.ts'
import * as members from './members.ts'
import * as orders from './orders.ts'
import * as password from './password.ts'
import * as reports from './reports.ts'
import * as secondFactor from './second-factor.ts'
import * as sessions from './sessions.ts'
import * as system from './system.ts'
import * as tenants from './tenants.ts'

const declared = [
  auth.signUp,
  auth.signIn,
  auth.refresh,
  auth.signOut,
  auth.whoAmI,
  password.changePassword,
  secondFactor.readSecondFactor,
  secondFactor.enrolSecondFactor,
  secondFactor.confirmSecondFactor,
  secondFactor.answerChallenge,
  secondFactor.stepUp,
  secondFactor.renewRecoveryCodes,
  secondFactor.disableSecondFactor,
  sessions.listSessions,
  sessions.endSession,
  sessions.endAllSessions,
  members.listMembers,
  members.changeMember,
  apiKeys.createApiKey,
  apiKeys.listApiKeys,
  apiKeys.revokeApiKey,
  orders.createOrder,
  orders.listOrders,
  orders.searchOrders,
  orders.readOrder,
  orders.changeOrder,
  orders.moveOrder,
  orders.readOrderHistory,
  reports.createReport,
  reports.readReport,
  tenants.readTenant,
  tenants.listOrigins,
  tenants.addOrigin,
  tenants.verifyOrigin,
  tenants.removeOrigin,
  system.live,
  system.ready,
  system.keys,
  system.openApi,
  system.docs,
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
