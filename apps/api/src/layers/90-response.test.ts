import { createResponseFilter } from '@palisade/security/waf'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { response } from './90-response.ts'

const secret = 'the-password-of-the-database'

async function answerWith(answer: () => unknown) {
  const app = fastify()
  response(app, {
    filter: createResponseFilter({ secrets: [secret] }),
    isEdge: () => false,
    pseudonymOf: () => undefined,
  })
  app.get('/', async () => answer())
  const { statusCode, headers, body } = await app.inject('/')
  await app.close()
  return { status: statusCode, type: headers['content-type'], body }
}

const withheld = { status: 500, type: 'application/problem+json' }

describe('[S97] the last check on the way out', () => {
  test('an answer that says nothing of the inside leaves as it is', async () => {
    expect(await answerWith(() => ({ note: 'SQLSTATE is a word here' }))).toMatchObject({
      status: 200,
      body: '{"note":"SQLSTATE is a word here"}',
    })
  })

  test('a secret of this API is withheld, wherever it stands', async () => {
    const answer = await answerWith(() => ({ note: `it is ${secret}` }))
    expect(answer).toMatchObject(withheld)
    expect(answer.body).not.toContain(secret)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'internal', status: 500 })
  })

  test('what an error would tell is withheld, also by a handler that answers by itself', async () => {
    const crash = await answerWith(() => {
      throw new Error('relation "orders" does not exist at /srv/app/node_modules/pg/lib/client.js:1')
    })
    expect(crash).toMatchObject(withheld)
    expect(crash.body).not.toMatch(/orders|node_modules/)
    const key = await answerWith(() => ({ key: '-----BEGIN PRIVATE KEY-----' }))
    expect(key).toMatchObject(withheld)
    expect(key.body).not.toContain('PRIVATE KEY')
  })
})
