export {
  type AllowList,
  type AllowListEndpoint,
  type AllowListRefusal,
  type AllowListRequest,
  type AllowListResult,
  createAllowList,
} from './allow-list.ts'
export {
  type AnomalyOutcome,
  anomalyPoints,
  anomalyScale,
  fadedScore,
  pointsFor,
  tighteningFactor,
} from './anomaly.ts'
export { assertClaimsRule, type ClaimsResult, type ClaimsRule, checkClaims, type RuleClaims } from './claims-rule.ts'
export type { JsonFault } from './json-inspect.ts'
export { MASK, maskFields, sensitivePaths } from './mask-fields.ts'
export { mediaTypePattern } from './media-type.ts'
export { createHeaderList, type HeaderFault } from './request-headers.ts'
export {
  createResponseFilter,
  minimumSecretChars,
  type ResponseFilter,
  type ResponseFilterOptions,
  type ResponseLeak,
} from './response-filter.ts'
export { parseStrictJson, type StrictJsonLimits, type StrictJsonResult } from './strict-json.ts'
export { subjectHash, subjectHashKey } from './subject-hash.ts'
