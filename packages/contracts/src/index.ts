export { type ChainHead, canonicalJson, chainFaults, checkChain, hashedText, noHash } from './audit-chain.ts'
export {
  type AuditActor,
  type AuditEvent,
  type AuditFacts,
  type AuditObject,
  auditActors,
  auditEventNames,
  auditEvents,
  auditObjects,
  operatorTrail,
} from './audit-events.ts'
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
export { describeDuration, durationOf } from './duration.ts'
export {
  type Access,
  adminScopeOf,
  answeredMethods,
  apiPath,
  bodyTypesOf,
  type Endpoint,
  isForAdministrators,
  type Method,
  type TokenRule,
} from './endpoint.ts'
export { longestOverlapHours, mostKeysOfAccount } from './endpoints/api-keys.ts'
export { type AuditEntry, auditFileType, mostExported } from './endpoints/audit-log.ts'
export { mostMemberships } from './endpoints/auth.ts'
export { mostClientKeys } from './endpoints/client-keys.ts'
export {
  type EndpointId,
  type EndpointOf,
  endpointIds,
  endpoints,
  type RequestOf,
  type ResponseOf,
} from './endpoints/index.ts'
export { mostInvitations } from './endpoints/invitations.ts'
export { clientAssertionType, clientAuthentication, clientCredentials } from './endpoints/oauth.ts'
export { mostListed, type SecurityKind } from './endpoints/operator.ts'
export { mostOrderFilters } from './endpoints/order-filters.ts'
export { type ImportFault, mostImportedRows, mostImportFaults } from './endpoints/order-imports.ts'
export {
  currencies,
  figurePeriods,
  type Order,
  type OrderDraft,
  type OrderStatus,
  orderSorts,
  orderStatuses,
  orderTransitions,
  searchResultLimit,
  searchWordLimit,
  searchWordsOf,
  sortsByTotal,
} from './endpoints/orders.ts'
export { idPattern, isId } from './endpoints/schemas.ts'
export { mostSessions } from './endpoints/sessions.ts'
export { shownImpersonations, supportAccessHours } from './endpoints/support-access.ts'
export { tenantLogo } from './endpoints/tenant-branding.ts'
export { tenantDeletion } from './endpoints/tenant-deletion.ts'
export { tenantExport } from './endpoints/tenant-export.ts'
export { mostUsageCallers, usageClasses, usagePeriods } from './endpoints/usage.ts'
export { describeFault, type Fault, type FieldFault, fieldFaults, fileFaults, readFault } from './field-faults.ts'
export { fetchMetadata, foreignPages, isFromForeignPage, isPublicDocument } from './foreign-pages.ts'
export {
  addressLimits,
  type ClassLimits,
  type CountedByPlan,
  clientAssertionFailureLimits,
  clientTokenLimit,
  countedByPlan,
  forwardedPreflights,
  invitationLimits,
  type Limit,
  type LimitClass,
  limitClasses,
  mailLimits,
  mostOfAnyPlan,
  secondFactorFailureLimits,
  serviceAccountLimits,
  signInFailureLimits,
  type Tier,
  tenantCreationLimit,
  tenantLimits,
  tenantMaxima,
  tenantQuotas,
  tiers,
} from './limits.ts'
export {
  dataSettingsPage,
  forgotPasswordPage,
  invitationLink,
  type LinkPurpose,
  mailedInvitation,
  mailedLink,
  mailedLinks,
} from './link-pages.ts'
export { auditRules, pseudonymFormat, requestIdPattern } from './log-ids.ts'
export { createOpenApiDocument } from './openapi/document.ts'
export { exampleOf } from './openapi/example.ts'
export {
  belongsToOrder,
  type CsvRow,
  conflictingColumns,
  csvColumns,
  exampleFileOf,
  type FoundOrder,
  type OrderFileFormat,
  type OrderRecord,
  orderFileTypes,
  type ReadRow,
  readOrderRecord,
  readOrderRows,
  shownField,
  toCsvRows,
} from './order-file.ts'
export { faultOfPassword, newPasswordFormat, passwordAsSent, passwordLength } from './passwords.ts'
export { docsPath, oauthErrorOf, type Problem, type ProblemCode, problems, problemType, realm } from './problems.ts'
export {
  bodyMediaTypeOf,
  bodyMediaTypes,
  cookieName,
  cookiePattern,
  headerLimits,
  hostPattern,
  longestUserAgent,
  maxTargetChars,
  originPattern,
  secureOriginPattern,
} from './request-form.ts'
export { apiHeaders, pageHeaders, securityHeaders } from './response-headers.ts'
export { type Field, fieldsOf, isFile, type Schema } from './schema.ts'
export {
  adminScopes,
  apiKeyScopes,
  impersonationScopes,
  isOperatorScope,
  mayInvite,
  operatorScopes,
  outranks,
  type Role,
  roleDescriptions,
  roleNames,
  roles,
  type Scope,
  scopes,
  scopesOf,
  serviceRole,
} from './scopes.ts'
export { secretFields } from './secret-fields.ts'
export { clientTimeoutMs, refreshRetry, sessionLifetimes, stepUpWithinMs } from './session-lifetimes.ts'
export { type StatedNumber, statedOnce } from './stated-once.ts'
export { faultOfTexts, kindOf, maxText, normalizeTexts, type ValueKind } from './value-kind.ts'
