/** The id of a request, as the inside of a regular expression: one id in the logs of every layer [S82]. */
export const requestIdPattern = '[0-9a-f]{32}'

/** The format of the pseudonyms of users and tenants in logs [S63]: a prefix and 96 bits of a keyed hash in base64url. */
export const pseudonymFormat = { prefix: 'sub_', chars: 16 } as const

/**
 * Ids of rules in infra/shared/modsecurity/decision.conf that programs search for in the audit log of the WAF: the score has
 * reached the threshold; the subject of the token; a page of another origin may have caused the request.
 */
export const auditRules = { threshold: 10_990, caller: 10_991, otherOrigin: 10_992 } as const
