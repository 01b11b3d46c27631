import type { ProblemCode } from '../../../packages/contracts/src/index.ts'
import type { AccessClaims } from '../../../packages/security/jwt/claims.ts'
import type { Schema } from './check-value.js'

/** The problems and claims that the scripts name are those that the contracts and the API have. */
export type { ProblemCode }

/** The claims of an unverified token: each may have any value. */
export type Unverified = { readonly [Name in keyof AccessClaims]?: unknown }

/** What generated/declared.js holds: for each endpoint, what a request may consist of. */
declare const declared: {
  /** The form of an access token: three parts with dots between them. */
  readonly accessToken: RegExp
  /** How far the clocks of two servers may be apart, in milliseconds. */
  readonly clockToleranceMs: number
  /** The format of the pseudonyms of users and tenants in logs. */
  readonly pseudonymFormat: { readonly prefix: string; readonly chars: number }
  /** Texts for a field's faults, by keyword of JSON Schema; `{limit}` is the keyword's value. */
  readonly fieldFaults: Readonly<Record<string, string>>
  /** Of all lines and texts of a request together. */
  readonly maxText: { readonly chars: number; readonly bytes: number }
  readonly endpoints: Readonly<
    Record<string, () => { query?: Schema; headers?: Readonly<Record<string, Schema>>; body?: Schema }>
  >
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default declared
