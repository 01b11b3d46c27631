import { createResponseFilter } from '@palisade/security/response'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../http/problem.ts'
import { response } from './response.ts'

const secret = 'the-password-of-the-database'
const signingKey = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A'

async function answerWith(answer: () => unknown) {
  const app = fastify()
  response(app, {
    filter: createResponseFilter({ secrets: [secret], currentSecrets: () => [signingKey] }),
    isEdge: () => false,
    pseudonymOf: () => undefined,
  })
  app.get('/', async () => answer())
  const { statusCode, headers, body } = await app.inject('/')
  await app.close()
  return { status: statusCode, type: headers['content-type'], body }
}

const withheld = { status: 500, type: 'application/problem+json' }

describe('[S97] the response filter', () => {
  test('a response without internals is sent unchanged', async () => {
    expect(await answerWith(() => ({ note: 'SQLSTATE is a word here' }))).toMatchObject({
      status: 200,
      body: '{"note":"SQLSTATE is a word here"}',
    })
  })

  test('a response with a secret of the API is withheld', async () => {
    const answer = await answerWith(() => ({ note: `it is ${secret}` }))
    expect(answer).toMatchObject(withheld)
    expect(answer.body).not.toContain(secret)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'internal', status: 500 })
  })

  test('a response with the current signing key is withheld', async () => {
    const answer = await answerWith(() => ({ items: [{ kty: 'OKP', d: signingKey }] }))
    expect(answer).toMatchObject(withheld)
    expect(answer.body).not.toContain(signingKey)
  })

  test('the internals of an error are withheld, also in a response that the handler sends itself', async () => {
    const crash = await answerWith(() => {
      throw new Error('relation "orders" does not exist at /srv/app/node_modules/pg/lib/client.js:1')
    })
    expect(crash).toMatchObject(withheld)
    expect(crash.body).not.toMatch(/orders|node_modules/)
    const outage = await answerWith(() => {
      throw new ProblemError('unavailable', { detail: 'cannot reach postgres://app:s3cret@db.internal/app' })
    })
    expect(outage).toMatchObject(withheld)
    expect(outage.body).not.toContain('s3cret')
  })

  test('text of users is sent unchanged, whatever it looks like', async () => {
    for (const note of ['postgres://user:pass@host', '-----BEGIN PRIVATE KEY-----', `$2a$10$${'a'.repeat(53)}`]) {
      expect(await answerWith(() => ({ note }))).toMatchObject({ status: 200, body: JSON.stringify({ note }) })
    }
  })

  test('a refusal that repeats such text keeps its status and code, without the details', async () => {
    const pointer = '/amqp://a:bcd@host'
    const refused = await answerWith(() => {
      throw new ProblemError('validation-failed', { errors: [{ in: 'body', pointer, detail: 'is not declared' }] })
    })
    expect(refused).toMatchObject({ status: 400, type: 'application/problem+json' })
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'validation-failed', status: 400 })
    expect(refused.body).not.toContain('amqp')
  })
})
