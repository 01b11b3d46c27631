import { randomBytes } from 'node:crypto'
import { type Endpoint, endpoints, kindOf, type Schema, secretFields } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function logged(key: Uint8Array, line: object, secrets = secretFields()): { subject?: string } {
  const chunks: string[] = []
  const destination = { write: (chunk: string) => void chunks.push(chunk) }
  createLogger({ service: 'api', level: 'info', hashKey: key, destination, secrets })
    .child({ requestId: 'r' })
    .info(line)
  return JSON.parse(chunks.join(''))
}

test('[S63] a subject is logged as a stable pseudonym, which depends on the key', () => {
  const key = randomBytes(32)
  const { subject } = logged(key, { subject: 'user-1' })
  expect(subject).toMatch(/^sub_[\w-]{16}$/)
  expect(logged(key, { subject: 'user-1' }).subject).toBe(subject)
  expect(logged(key, { subject: 'user-2' }).subject).not.toBe(subject)
  expect(logged(randomBytes(32), { subject: 'user-1' }).subject).not.toBe(subject)
  expect(logged(key, { subject: undefined })).not.toHaveProperty('subject')
})

test('[S86] each line that is written and names an event is counted, whatever it is about', () => {
  const events: string[] = []
  const onEvent = (event: string) => void events.push(event)
  const destination = { write: () => {} }
  const log = createLogger({ service: 'api', level: 'info', hashKey: randomBytes(32), destination, onEvent })
  log.info({ event: 'auth.refresh' }, 'a line')
  log.child({ requestId: 'r' }).warn({ event: 'token.refused', reason: 'expired' })
  log.debug({ event: 'not written' })
  log.info('no event')
  log.error(new Error('no event either'))
  expect(events).toEqual(['auth.refresh', 'token.refused'])
})

test('an error keeps its code, and a code of a second factor is masked', () => {
  const err = Object.assign(new Error('no connection'), { code: 'ECONNREFUSED' })
  const line = logged(randomBytes(32), { err, body: { code: '123456' } })
  expect(line).toMatchObject({
    err: { errorCode: 'ECONNREFUSED', message: 'no connection' },
    body: { code: '[masked]' },
  })
  expect(logged(randomBytes(32), { err: new Error('plain') })).not.toHaveProperty('err.errorCode')
})

test('[S12] fields that the contracts declare sensitive are masked anywhere in a line', () => {
  const line = logged(randomBytes(32), {
    password: 'secret-1',
    body: { password: 'secret-2', refreshToken: 'secret-3', note: 'plain' },
    headers: { authorization: 'Bearer secret-4', cookie: 'refresh_token=secret-5' },
    answer: { accessToken: 'secret-6' },
  })
  expect(JSON.stringify(line)).not.toContain('secret')
  expect(line).toMatchObject({ password: '[masked]', body: { password: '[masked]', note: 'plain' } })
})

test('[S12] secrets inside arrays are masked, in every declared request and response', () => {
  const filled = (schema: Schema): unknown => {
    if (schema.properties) {
      const members = Object.entries(schema.properties).map(([name, member]) => [name, filled(member)])
      return Object.fromEntries(members)
    }
    if (schema.items) return [filled(schema.items), filled(schema.items)]
    return kindOf(schema) === 'secret' ? 'MUST-NOT-SHOW' : 'plain'
  }
  const card = {
    type: 'object',
    properties: { number: { type: 'string', 'x-kind': 'secret' }, name: { type: 'string' } },
  }
  const cards = { properties: { 'cards-of-both': { type: 'array', items: card } } }
  const declared = Object.values<Endpoint>(endpoints).flatMap(({ request, responses }) => [
    request.body,
    ...Object.values(responses),
  ])
  for (const schema of declared.filter(schema => !!schema)) {
    const value = filled(schema as Schema) as object
    const line = logged(randomBytes(32), { ...value, body: value, err: Object.assign(new Error('x'), { code: 'y' }) })
    expect(JSON.stringify(line)).not.toContain('MUST-NOT-SHOW')
  }
  const value = filled(cards) as object
  const line = logged(randomBytes(32), { ...value, body: value }, secretFields([cards]))
  const masked = { number: '[masked]', name: 'plain' }
  expect(line).toMatchObject({ 'cards-of-both': [masked, masked], body: { 'cards-of-both': [masked, masked] } })
})
