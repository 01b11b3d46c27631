import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function logged(key: Uint8Array, line: object): { subject?: string } {
  const chunks: string[] = []
  const destination = { write: (chunk: string) => void chunks.push(chunk) }
  createLogger({ service: 'api', level: 'info', hashKey: key, destination }).child({ requestId: 'r' }).info(line)
  return JSON.parse(chunks.join(''))
}

test('[S63] a subject is a pseudonym that stays the same, and that only the key tells', () => {
  const key = randomBytes(32)
  const { subject } = logged(key, { subject: 'user-1' })
  expect(subject).toMatch(/^sub_[\w-]{16}$/)
  expect(logged(key, { subject: 'user-1' }).subject).toBe(subject)
  expect(logged(key, { subject: 'user-2' }).subject).not.toBe(subject)
  expect(logged(randomBytes(32), { subject: 'user-1' }).subject).not.toBe(subject)
  expect(logged(key, { subject: undefined })).not.toHaveProperty('subject')
})

test('[S12] what contracts declare sensitive is masked, wherever in a line it stands', () => {
  const line = logged(randomBytes(32), {
    password: 'secret-1',
    body: { password: 'secret-2', refreshToken: 'secret-3', note: 'plain' },
    headers: { authorization: 'Bearer secret-4', cookie: 'refresh_token=secret-5' },
    answer: { accessToken: 'secret-6' },
  })
  expect(JSON.stringify(line)).not.toContain('secret')
  expect(line).toMatchObject({ password: '[masked]', body: { password: '[masked]', note: 'plain' } })
})
