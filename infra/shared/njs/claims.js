// What an access token claims, before anyone has verified it: enough to refuse, and to tell callers apart in a log;
// never enough to let anyone in. Run by Nginx (njs), and only where nginx/tables.conf asks for it.

// biome-ignore lint/style/useNodejsImportProtocol: njs has this module only under this name
import crypto from 'crypto'
import declared from './declared.js'

/** @typedef {import('./declared.js').ProblemCode} ProblemCode */
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
 * @type {(request: Request) => ProblemCode | ''}
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
 * @type {(claim: 'sub' | 'tenant_id') => (request: Request) => string}
 */
const pseudonymOf = claim => request => {
  const claims = claimsOf(tokenOf(request))
  const key = Buffer.from(request.variables['log_hash_key'] || '', 'base64url')
  const claimed = claims === null ? undefined : claims[claim]
  if (typeof claimed !== 'string' || key.length < 32) return ''
  const format = declared.pseudonymFormat
  const hash = crypto.createHmac('sha256', key).update(claimed).digest('base64url')
  return format.prefix + hash.slice(0, format.chars)
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { refusal, subject: pseudonymOf('sub'), tenant: pseudonymOf('tenant_id') }
