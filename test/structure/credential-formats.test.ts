import { randomBytes } from 'node:crypto'
import { apiKeyFormat, credentialFormats, recoveryCodeFormat } from '@palisade/contracts'
import {
  createApiKey,
  createDeviceToken,
  createRecoveryCodes,
  createRefreshToken,
  newSuccessorSalt,
  successorOf,
} from '@palisade/security/credentials'
import { expect, test } from 'vitest'

const first = createRefreshToken().token

test.each([
  ['apiKey', createApiKey(apiKeyFormat).key],
  ['refreshToken', first],
  ['refreshToken', successorOf(first, newSuccessorSalt())],
  ['deviceToken', createDeviceToken({ key: randomBytes(32), account: 'a', nowMs: Date.now() }, 86_400_000)],
] as const)('[B1] packages/security creates an %s in the format that the contracts declare', (name, credential) => {
  expect(credential).toMatch(new RegExp(`^${credentialFormats[name]}$`))
})

test('[B1] recovery codes have the length that the contracts declare', () => {
  const { codes } = createRecoveryCodes(recoveryCodeFormat)
  for (const code of codes) expect(code.replaceAll('-', '')).toHaveLength(recoveryCodeFormat.chars)
})
