import { spawnSync } from 'node:child_process'
import { readCommandLine, readWholeNumber } from '@palisade/service/command-line'
import { startApiWithoutLimits } from './api-without-limits.ts'
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
// An access token lives for ten minutes, and one run has one token.
const seconds = readWholeNumber('--seconds', values.seconds, { least: 1, most: 540, usage })
const seed = readWholeNumber('--seed', values.seed, { usage })

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
const api = await startApiWithoutLimits()
try {
  console.log(`· schemathesis with the seed ${seed}`)
  const { status } = spawnSync(
    schemathesis,
    [
      ...['--config-file', 'test/openapi/schemathesis.toml'],
      'run',
      `${api.baseUrl}/api/openapi.json`,
      ...['--header', `Authorization: Bearer ${api.token}`],
      ...['--checks', checks.join(',')],
      ...['--phases', 'examples,coverage,fuzzing'],
      ...['--max-time', String(seconds), '--seed', String(seed), '--rate-limit', '150/s'],
      ...['--warnings', 'off', '--continue-on-failure', '--generation-database', 'none', '--output-sanitize', 'false'],
    ],
    { stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
} finally {
  await api.stop()
}
