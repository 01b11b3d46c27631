import { type Tier, tiers } from './limits.ts'
import { apiKeyScopes, roleNames } from './scopes.ts'

/** Who acts. `operator` runs the platform; `system` is the platform itself, such as a worker. */
export const auditActors = ['member', 'api-key', 'operator', 'system'] as const

export type AuditActor = (typeof auditActors)[number]

/** The id under which the operators have their trail, a chain like that of a tenant. No tenant has this id. */
export const operatorTrail = '00000000-0000-0000-0000-000000000000'

/** The kinds of things that the `object` of an entry can identify. */
export const auditObjects = [
  'tenant',
  'member',
  'invitation',
  'service-account',
  'api-key',
  'client-key',
  'session',
  'origin',
  'operator',
  'support-access',
  'impersonation',
] as const

export type AuditObject = (typeof auditObjects)[number]

/**
 * A fact of an entry besides its actor and its object: an id, an endpoint, one word of a list, or several of them. There is no
 * kind for a name, an email or a text, so no event can contain one: entries outlive the people and tenants that they are
 * about.
 */
export type AuditFact =
  | { readonly is: 'id' }
  /** The id of an endpoint. */
  | { readonly is: 'endpoint' }
  | { readonly is: 'one' | 'some'; readonly of: readonly string[] }

type Declaration = {
  /** The description for people: the predicate of a sentence about the actor. */
  readonly summary: string
  readonly object: AuditObject
  readonly facts: { readonly [name: string]: AuditFact }
}

const id = { is: 'id' } as const
const oneOf = <const Word extends string>(...of: readonly Word[]) => ({ is: 'one', of }) as const
const role = oneOf(...roleNames)
const tier = oneOf<Tier>(...tiers)
const programScopes = { is: 'some', of: apiKeyScopes } as const
const state = oneOf('enabled', 'disabled')

/**
 * Every event of the audit trail. An endpoint names in `audit` the ones that it writes. Changes of an order are not among
 * them: each order has a history of its own.
 */
export const auditEvents = {
  'auth.sign-up': { summary: 'signed up and created the tenant', object: 'member', facts: {} },
  'auth.sign-in': {
    summary: 'signed in',
    object: 'session',
    facts: { method: oneOf('password', 'second-factor', 'mailed-link') },
  },
  'auth.sign-out': { summary: 'signed out', object: 'session', facts: {} },
  'auth.refresh.reuse': {
    summary: 'ended a session whose refresh token was used twice',
    object: 'session',
    facts: { member: id },
  },
  'auth.password-changed': { summary: 'changed the password', object: 'member', facts: {} },
  'auth.password-reset': { summary: 'reset the password by mail', object: 'member', facts: {} },
  'auth.password-rehashed': { summary: 'hashed the password again', object: 'member', facts: {} },
  'auth.email-changed': { summary: 'changed the email', object: 'member', facts: {} },
  'auth.email-restored': { summary: 'got the earlier email back', object: 'member', facts: {} },
  'session.switched': { summary: 'switched to this tenant', object: 'session', facts: {} },
  'session.ended': { summary: 'ended a session', object: 'session', facts: {} },
  'session.all-ended': { summary: 'ended all sessions', object: 'member', facts: {} },
  'second-factor.enabled': { summary: 'set up a second factor', object: 'member', facts: {} },
  'second-factor.disabled': { summary: 'removed the second factor', object: 'member', facts: {} },
  'second-factor.codes-renewed': { summary: 'renewed the recovery codes', object: 'member', facts: {} },
  'second-factor.step-up': { summary: 'verified the second factor', object: 'session', facts: {} },
  'tenant.created': { summary: 'created the tenant', object: 'member', facts: {} },
  'tenant.renamed': { summary: 'renamed the tenant', object: 'tenant', facts: {} },
  'tenant.plan-changed': { summary: 'changed the plan', object: 'tenant', facts: { from: tier, to: tier } },
  'tenant.suspended': { summary: 'suspended the tenant', object: 'tenant', facts: {} },
  'tenant.resumed': { summary: 'ended the suspension of the tenant', object: 'tenant', facts: {} },
  'tenant.branding-changed': {
    summary: 'changed the branding',
    object: 'tenant',
    facts: { what: oneOf('color', 'logo', 'logo-removed') },
  },
  'tenant.export-requested': { summary: 'asked to export all data', object: 'tenant', facts: {} },
  'tenant.export-downloaded': { summary: 'downloaded an export of all data', object: 'tenant', facts: {} },
  'tenant.deletion-requested': { summary: 'asked to delete the tenant', object: 'tenant', facts: {} },
  'tenant.deletion-cancelled': { summary: 'cancelled the deletion of the tenant', object: 'tenant', facts: {} },
  'tenant.erased': { summary: 'erased the tenant', object: 'tenant', facts: {} },
  'tenant.origin.added': { summary: 'added a domain', object: 'origin', facts: {} },
  'tenant.origin.removed': { summary: 'removed a domain', object: 'origin', facts: {} },
  'tenant.origin.verified': { summary: 'verified a domain', object: 'origin', facts: {} },
  'tenant.origin.lapsed': { summary: 'no longer found the record of a domain', object: 'origin', facts: {} },
  'tenant.origin.trusted': { summary: 'allowed a domain', object: 'origin', facts: {} },
  'tenant.origin.distrusted': { summary: 'refused a domain', object: 'origin', facts: {} },
  'operator.added': { summary: 'made somebody an operator', object: 'operator', facts: {} },
  'operator.removed': { summary: 'removed an operator', object: 'operator', facts: {} },
  'operator.entered': { summary: 'opened the operator console', object: 'session', facts: {} },
  'support-access.allowed': { summary: 'allowed support access', object: 'support-access', facts: {} },
  'support-access.ended': {
    summary: 'ended support access',
    object: 'support-access',
    facts: { reason: oneOf('ended', 'replaced') },
  },
  'impersonation.started': { summary: 'began to act for a member', object: 'impersonation', facts: { member: id } },
  'impersonation.acted': {
    summary: 'changed or exported something for a member',
    object: 'impersonation',
    facts: { member: id, endpoint: { is: 'endpoint' } },
  },
  'impersonation.ended': {
    summary: 'no longer acts for a member',
    object: 'impersonation',
    facts: { reason: oneOf('ended', 'operator-removed') },
  },
  'member.changed': {
    summary: 'changed a member',
    object: 'member',
    facts: { from: role, to: role, fromState: state, toState: state },
  },
  'member.removed': { summary: 'removed a member', object: 'member', facts: {} },
  'member.left': { summary: 'left the tenant', object: 'member', facts: {} },
  'ownership.transferred': { summary: 'transferred ownership', object: 'member', facts: {} },
  'invitation.created': { summary: 'invited somebody', object: 'invitation', facts: { role } },
  'invitation.resent': { summary: 'sent an invitation again', object: 'invitation', facts: { role } },
  'invitation.revoked': {
    summary: 'revoked an invitation',
    object: 'invitation',
    facts: { reason: oneOf('revoked', 'replaced', 'inviter-changed', 'invited-member-changed') },
  },
  'invitation.accepted': {
    summary: 'accepted an invitation',
    object: 'invitation',
    facts: { member: id, role },
  },
  'service-account.created': {
    summary: 'created a service account',
    object: 'service-account',
    facts: { scopes: programScopes },
  },
  'service-account.changed': {
    summary: 'changed a service account',
    object: 'service-account',
    facts: { from: programScopes, to: programScopes, fromState: state, toState: state },
  },
  'service-account.removed': { summary: 'deleted a service account', object: 'service-account', facts: {} },
  'api-key.created': {
    summary: 'created an API key',
    object: 'api-key',
    facts: { scopes: programScopes, actsFor: id },
  },
  'api-key.rolled': { summary: 'rolled an API key', object: 'api-key', facts: { successor: id } },
  'api-key.revoked': {
    summary: 'revoked an API key',
    object: 'api-key',
    facts: { reason: oneOf('revoked', 'member-disabled', 'member-removed', 'member-left', 'service-account-removed') },
  },
  'client-key.created': { summary: 'registered a public key', object: 'client-key', facts: { actsFor: id } },
  'client-key.revoked': {
    summary: 'revoked a public key',
    object: 'client-key',
    facts: { reason: oneOf('revoked', 'service-account-removed') },
  },
} as const satisfies { readonly [event: string]: Declaration }

export type AuditEvent = keyof typeof auditEvents

export const auditEventNames = Object.keys(auditEvents) as AuditEvent[]

type FactValue<Fact> = Fact extends { is: 'id' | 'endpoint' }
  ? string
  : Fact extends { is: 'one'; of: readonly (infer Word)[] }
    ? Word
    : Fact extends { is: 'some'; of: readonly (infer Word)[] }
      ? readonly Word[]
      : never

/** The facts that an event carries. */
export type AuditFacts<Event extends AuditEvent> = {
  readonly [Name in keyof (typeof auditEvents)[Event]['facts']]: FactValue<(typeof auditEvents)[Event]['facts'][Name]>
}

/** What an endpoint with another method than GET declares: the events that it may write, or why it writes none. */
export type Audited = readonly AuditEvent[] | { readonly none: string }
