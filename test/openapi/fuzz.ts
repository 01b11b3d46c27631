import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import type { ResponseOf } from '@palisade/contracts'
import { readCommandLine, refuseCommandLine } from '../../infra/local/command-line.ts'
import { createAuthenticator } from '../conformance/authenticator.ts'
import { startEmbedded } from '../targets/embedded.ts'
import { send } from '../targets/send.ts'
import { ensureSchemathesis } from './schemathesis.ts'

/**
 * Sends requests that Schemathesis makes from the OpenAPI document to the embedded default, and fails on an answer that
 * the document does not describe, a 5xx among them.
 */
const usage = 'npm run fuzz:api -- [--seconds 1…540] [--seed NUMBER]'
const { values } = readCommandLine({
  usage,
  options: {
    seconds: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
})
const [seconds, seed] = [Number(values.seconds), Number(values.seed)]
// An access token lives for ten minutes, and one run has one token.
if (!Number.isInteger(seed) || !Number.isInteger(seconds) || seconds < 1 || seconds > 540) {
  refuseCommandLine('--seconds and --seed must be whole numbers', usage)
}

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
  'allow_header_conformance',
]

const schemathesis = ensureSchemathesis()
const embedded = await startEmbedded(process.cwd(), { NODE_OPTIONS: withoutLimits().join(' ') })
try {
  const token = await signInWithSecondFactor(embedded.baseUrl, embedded.password)
  console.log(`· schemathesis with the seed ${seed}`)
  const { status } = spawnSync(
    schemathesis,
    [
      ...['--config-file', 'test/openapi/schemathesis.toml'],
      'run',
      `${embedded.baseUrl}/api/openapi.json`,
      ...['--header', `Authorization: Bearer ${token}`],
      ...['--checks', checks.join(',')],
      ...['--phases', 'examples,coverage,fuzzing'],
      ...['--max-time', String(seconds), '--seed', String(seed), '--rate-limit', '150/s'],
      ...['--warnings', 'off', '--continue-on-failure', '--generation-database', 'none', '--output-sanitize', 'false'],
    ],
    { stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
} finally {
  await embedded.stop()
}

/** The API's limits would end the run after a minute; the layers that keep them are left out, as in test/attacks. */
function withoutLimits(): string[] {
  const replace = pathToFileURL('test/attacks/stand-ins/replace.ts')
  return ['50-admit', '95-anomalies'].map(layer => `--import=${replace}?layer=${layer}&by=${layer}`)
}

/** The owner of a tenant, whose token opens every scope. */
async function signInWithSecondFactor(baseUrl: string, password: string): Promise<string> {
  const post = async <Body>(path: string, json: unknown, token?: string): Promise<Body> => {
    const answer = await send(baseUrl, path, { method: 'POST', json, ...(token && { token }) })
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
    return answer.json<Body>()
  }
  const credentials = { email: 'owner@acme.test', password, refreshTokenIn: 'body' }
  const { accessToken } = await post<ResponseOf<'auth.sign-in'>>('/api/auth/sign-in', credentials)
  type Enrolled = ResponseOf<'second-factor.enrol'>
  const { secret } = await post<Enrolled>('/api/auth/second-factor/enrolment', { password }, accessToken)
  const code = await createAuthenticator(secret).nextCode()
  type Confirmed = ResponseOf<'second-factor.confirm'>
  const { session } = await post<Confirmed>('/api/auth/second-factor/confirmation', { code }, accessToken)
  return session.accessToken
}
