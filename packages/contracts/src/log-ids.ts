/** The id of a request, as the inside of a regular expression: one id in the logs of every layer [S82]. */
export const requestIdPattern = '[0-9a-f]{32}'

/** What stands in logs for a user or a tenant [S63]: the prefix, and 96 bits of a keyed hash in base64url. */
export const pseudonymFormat = { prefix: 'sub_', chars: 16 } as const
