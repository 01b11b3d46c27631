export {
  type AllowList,
  type AllowListEndpoint,
  type AllowListLimits,
  type AllowListRefusal,
  type AllowListRequest,
  type AllowListResult,
  createAllowList,
} from './allow-list.ts'
export type { JsonFault } from './json-inspect.ts'
export { mediaTypePattern } from './media-type.ts'
export { createHeaderList, type HeaderFault } from './request-headers.ts'
export { parseStrictForm, type StrictFormResult } from './strict-form.ts'
export { parseStrictJson, type StrictJsonLimits, type StrictJsonResult } from './strict-json.ts'
