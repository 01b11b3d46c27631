export { type Client, type ClientOptions, createClient, type Result } from './client.ts'
export { isCommonPassword } from './common-passwords.ts'
export { corsPolicy, type Environment, environments, mobileDebugOrigins, origins, tenantOrigins } from './cors.ts'
export {
  apiKeyFormat,
  type CookieName,
  clockToleranceMs,
  cookies,
  credentialFormats,
  recoveryCodeFormat,
  totpFormat,
} from './credentials.ts'
export { domainProof } from './domain-proof.ts'
export { type Access, answeredMethods, apiPath, type Endpoint, type Method, type TokenRule } from './endpoint.ts'
export { mostApiKeys } from './endpoints/api-keys.ts'
export { mostMemberships } from './endpoints/auth.ts'
export { type EndpointId, endpointIds, endpoints, type RequestOf, type ResponseOf } from './endpoints/index.ts'
export { mostInvitations } from './endpoints/invitations.ts'
export {
  currencies,
  type Order,
  type OrderDraft,
  type OrderStatus,
  orderStatuses,
  orderTransitions,
  searchResultLimit,
  searchWordLimit,
  searchWordsOf,
  sortsByTotal,
} from './endpoints/orders.ts'
export { idPattern } from './endpoints/schemas.ts'
export { mostSessions } from './endpoints/sessions.ts'
export { describeFault, type FieldFault, fieldFaults } from './field-faults.ts'
export { fetchMetadata, foreignPages, isFromForeignPage, isPublicDocument } from './foreign-pages.ts'
export {
  addressLimits,
  type ClassLimits,
  invitationLimits,
  type Limit,
  type LimitClass,
  limitClasses,
  mailLimits,
  secondFactorFailureLimits,
  signInFailureLimits,
  type Tier,
  tenantCreationLimit,
  tenantLimits,
  tenantQuotas,
  tiers,
} from './limits.ts'
export {
  forgotPasswordPage,
  invitationLink,
  type LinkPurpose,
  mailedInvitation,
  mailedLink,
  mailedLinks,
} from './link-pages.ts'
export { pseudonymFormat, requestIdPattern } from './log-ids.ts'
export { createOpenApiDocument } from './openapi/document.ts'
export { exampleOf } from './openapi/example.ts'
export { faultOfPassword, newPasswordFormat, passwordAsSent, passwordLength } from './passwords.ts'
export { docsPath, type Problem, type ProblemCode, problems, problemType, realm } from './problems.ts'
export {
  bodyMediaTypes,
  cookieName,
  cookiePattern,
  headerLimits,
  hostPattern,
  longestUserAgent,
  maxTargetChars,
} from './request-form.ts'
export { apiHeaders, pageHeaders, securityHeaders } from './response-headers.ts'
export { type Field, fieldsOf, type Schema } from './schema.ts'
export { adminScopes, apiKeyScopes, outranks, type Role, roles, type Scope, scopes, scopesOf } from './scopes.ts'
export { secretFields } from './secret-fields.ts'
export { clientTimeoutMs, refreshRetry, sessionLifetimes, stepUpWithinMs } from './session-lifetimes.ts'
export { type StatedNumber, statedOnce } from './stated-once.ts'
export { faultOfTexts, kindOf, maxText, normalizeTexts, type ValueKind } from './value-kind.ts'
