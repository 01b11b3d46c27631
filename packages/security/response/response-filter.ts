export type ResponseLeak =
  | 'known-secret'
  | 'private-key'
  | 'connection-string'
  | 'credential'
  | 'stack-trace'
  | 'sql-error'
  | 'internal-path'

export type ResponseFilterOptions = {
  /** Values that must never leave, such as the database's password. At least 16 characters each. */
  readonly secrets?: readonly string[]
  /** The same for values that change while the process runs, such as signing keys. Asked for at each answer. */
  readonly currentSecrets?: () => readonly string[]
}

export type ResponseFilter = {
  /**
   * Checks a body before it is sent. A success is compared only with `secrets`: it carries text that users wrote, and a
   * note may quote a connection string. An error carries none of theirs, so it is searched for formats as well. On a leak,
   * send a plain problem in its place, and log the kind, not the body.
   */
  inspect(body: string | Uint8Array, status: number): { ok: true } | { ok: false; leak: ResponseLeak }
}

type Pattern = readonly [leak: ResponseLeak, marker: string, pattern: RegExp]

// A marker is a substring of whatever its pattern matches: most bodies are done with after a few native searches.
// Repetitions are bounded, so that no body makes a pattern slow. Quotes may be escaped, inside a string of JSON.
const LEAKS: readonly Pattern[] = [
  ['private-key', 'PRIVATE KEY-----', /-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY-----/],
  ['private-key', 'kty', /["']d\\?["']\s{0,4}:\s{0,4}\\?["'][\w-]{20}/],
  [
    'connection-string',
    '://',
    /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?):\/\/[^\s"'@/:]{0,128}:[^\s"'@/]{1,128}@/,
  ],
  ['credential', '$', /\$(?:argon2(?:id|i|d)|2[aby]|scrypt|pbkdf2(?:-sha\d{1,3})?)\$[\w=,./$+]{8}/],
  ['credential', 'AKIA', /\bAKIA[0-9A-Z]{16}\b/],
  ['credential', '_live_', /\b[rs]k_live_\w{16}/],
  ['credential', 'gh', /\bgh[oprsu]_[A-Za-z0-9]{36}/],
  ['stack-trace', ' at ', /(?:\n|\\n)[ \t]{1,16}at [^\n]{1,256}:\d{1,6}/],
  ['stack-trace', 'Traceback (most recent', /Traceback \(most recent call last\)/],
  ['sql-error', 'syntax error at', /syntax error at (?:or near|end of input)/],
  [
    'sql-error',
    'violates',
    /violates (?:row-level security policy|(?:foreign key|not-null|check|unique|exclusion) constraint)/,
  ],
  [
    'sql-error',
    'does not exist',
    /(?:relation|column|function|role|database|schema) \\?"?[\w.()]{1,80}\\?"? does not exist/,
  ],
  ['sql-error', 'SQLSTATE', /SQLSTATE/],
  ['sql-error', 'PrismaClient', /PrismaClient\w{0,32}Error/],
  ['sql-error', ' invocation', /Invalid `[^`]{1,80}` invocation/],
  ['internal-path', 'node_modules', /node_modules[/\\]/],
  ['internal-path', 'node:internal', /node:internal\//],
  ['internal-path', 'file:///', /file:\/\/\//],
]

/**
 * Shorter ones are words that people write too: an order that holds such a word would be a 500, and tell an attacker who guesses
 * the password that the guess was right.
 */
export const minimumSecretChars = 16

/**
 * The last check of a response [S97], for leaks that the error handler did not prevent.
 *
 * @throws RangeError for a secret so short that it would be found everywhere
 */
export function createResponseFilter({
  secrets = [],
  currentSecrets = () => [],
}: ResponseFilterOptions = {}): ResponseFilter {
  if (secrets.some(secret => secret.length < minimumSecretChars)) {
    throw new RangeError(`a secret to look for has at least ${minimumSecretChars} characters`)
  }
  const written = [...new Set(secrets.flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1)]))]

  return {
    inspect(body, status) {
      const text =
        typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
      const isSecret = (secret: string) => text.includes(secret)
      if (written.some(isSecret) || currentSecrets().some(isSecret)) return { ok: false, leak: 'known-secret' }
      const [leak] =
        (status >= 400 && LEAKS.find(([, marker, pattern]) => text.includes(marker) && pattern.test(text))) || []
      return leak === undefined ? { ok: true } : { ok: false, leak }
    },
  }
}
