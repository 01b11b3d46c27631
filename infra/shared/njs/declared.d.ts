import type { Endpoint, FieldFault } from '../../../packages/contracts/src/index.ts'
import type { EdgeProblem } from '../../../packages/edge/src/index.ts'
import type { AccessClaims } from '../../../packages/security/jwt/claims.ts'
import type is from './check-value.js'
import type { Check, Checks } from './check-value.js'

/** The scripts name only problems that packages/edge renders, and faults that the contracts describe. */
export type { EdgeProblem, FieldFault }

/** The claims of an unverified token: each may have any value. */
export type Unverified = { readonly [Name in keyof AccessClaims]?: unknown }

/** The parts of a request that the scripts compare, as problems name them. */
type Parts = { readonly query: Checks; readonly headers: Checks; readonly body?: Check }
export type Part = keyof Parts & keyof Endpoint['request']

/** What generated/declared.js holds: for each endpoint, what a request may consist of. */
declare const declared: {
  /** The form of an access token: three parts with dots between them. */
  readonly accessToken: RegExp
  /** How far the clocks of two servers may be apart, in milliseconds. */
  readonly clockToleranceMs: number
  /** The format of the pseudonyms of users and tenants in logs. */
  readonly pseudonymFormat: { readonly prefix: string; readonly chars: number }
  /** Texts for a field's faults, by keyword of JSON Schema; `{limit}` is the keyword's value. */
  readonly fieldFaults: Readonly<Record<FieldFault, string>>
  /** Of all lines and texts of a request together. */
  readonly maxText: { readonly chars: number; readonly bytes: number }
  readonly endpoints: Readonly<Record<string, (checks: typeof is) => Parts & { readonly isForm?: true }>>
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default declared
