// Reads the unverified claims of an access token. They may cause a refusal, and distinguish callers in the log, but never
// grant access. Nginx (njs) runs this only when nginx/tables.conf needs a claim.

// biome-ignore lint/style/useNodejsImportProtocol: njs has this module only under this name
import crypto from 'crypto'
import declared from './declared.js'

/** @typedef {import('./declared.js').EdgeProblem} EdgeProblem */
/** @typedef {import('./declared.js').Unverified} Unverified */
/** @typedef {{ headersIn: Record<string, string>, variables: Record<string, string> }} Request */

const bearer = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i

/** @type {(token: string) => Unverified | null} */
function claimsOf(token) {
  const payload = declared.accessToken.test(token) ? token.split('.')[1] || '' : ''
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return claims !== null && typeof claims === 'object' ? claims : null
  } catch (_error) {
    return null
  }
}

/** @param {Request} request */
function tokenOf(request) {
  return (bearer.exec(request.headersIn['Authorization'] || '') || [])[1] || ''
}

/**
 * The problem that the API would answer with, where no token of this form can have the scope; else nothing.
 * @type {(request: Request) => EdgeProblem | ''}
 */
function refusal(request) {
  const token = tokenOf(request)
  if (token === '') return 'unauthenticated'
  // An API key: route.conf has refused everything else before. Keys get no scope that controls access.
  if (!declared.accessToken.test(token)) return 'insufficient-scope'
  const claims = claimsOf(token)
  if (claims === null || typeof claims.scope !== 'string') return 'invalid-token'
  if (!(Number(claims.exp) * 1000 + declared.clockToleranceMs > Date.now())) return 'invalid-token'
  return claims.scope.split(' ').includes(request.variables['admin_scope'] || '') ? '' : 'insufficient-scope'
}

/**
 * As packages/security/privacy/subject-hash.ts writes it, under the same key [S63].
 * @type {(read: (claims: Unverified) => unknown) => (request: Request) => string}
 */
const pseudonymOf = read => request => {
  const claims = claimsOf(tokenOf(request))
  const key = Buffer.from(request.variables['log_hash_key'] || '', 'base64url')
  const claimed = claims === null ? undefined : read(claims)
  if (typeof claimed !== 'string' || key.length < 32) return ''
  const format = declared.pseudonymFormat
  const hash = crypto.createHmac('sha256', key).update(claimed).digest('base64url')
  return format.prefix + hash.slice(0, format.chars)
}

/**
 * Who acts: an operator who acts for a member is named in `act` (RFC 8693 section 4.1).
 * @type {(claims: Unverified) => unknown}
 */
function actorOf(claims) {
  const actor = claims.act
  return actor !== null && typeof actor === 'object' && 'sub' in actor ? actor.sub : claims.sub
}

const subject = pseudonymOf(actorOf)
const tenant = pseudonymOf(claims => claims.tenant_id)

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { refusal, subject, tenant }
