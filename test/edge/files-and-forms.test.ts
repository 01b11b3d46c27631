import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectFault, expectNothingOf, expectProblem, inspectionOf } from './edge-expectations.ts'
import { script } from './edge-samples.ts'
import { type Echo, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const pattern = 'is not in the required format'

describe.skipIf(skipped)(`a file${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()
  const failing = useEdge({
    adjust: async folder => {
      const file = join(folder, 'njs/request.js')
      const text = await readFile(file, 'utf8')
      await writeFile(file, text.replace('function uploadProblem(r) {', "$& throw new Error('a fault')"))
    },
  })

  const upload = (sent: Sent = {}, query = '', { edge } = running) =>
    send(edge, `/api/order-imports${query}`, {
      method: 'POST',
      body: `a,b\n${script}`,
      ...sent,
      headers: { 'content-type': 'text/csv', ...sent.headers },
    })

  it('passes unread, with the fields of its endpoint and without the name of the client', async () => {
    const key = 'abcdefgh-1'
    const answer = await upload({ headers: { 'idempotency-key': key, 'if-match': '"1"', 'x-other': script } })
    expect(answer.status).toBe(200)
    const { headers, body } = answer.json() as Echo
    expect(body).toBe(`a,b\n${script}`)
    expect(headers).toMatchObject({ 'content-type': 'text/csv', 'idempotency-key': key })
    for (const name of ['user-agent', 'if-match', 'x-other']) expect(headers).not.toHaveProperty(name)
    expect(await inspectionOf(running.edge, answer)).toBe('')
  })

  it('[S55] must be of a declared type, also when it is empty', async () => {
    for (const type of ['application/json', 'text/html', 'text/csv; x=y', '']) {
      const answers = [{}, { body: '' }].map(sent => upload({ ...sent, headers: { 'content-type': type } }))
      for (const answer of await expectNothingOf(running, () => Promise.all(answers)))
        expectProblem(answer, 415, 'unsupported-media-type')
    }
  })

  it('[S58] may have no field or parameter beside it that is not declared', async () => {
    const withKey = (key: string) => expectNothingOf(running, () => upload({ headers: { 'idempotency-key': key } }))
    expectFault(await withKey(script), '/idempotency-key', pattern, 'headers')
    expectFault(await withKey('abcdefgh-1, abcdefgh-1'), '/idempotency-key', pattern, 'headers')
    const withQuery = (query: string) => expectNothingOf(running, () => upload({}, query))
    expectFault(await withQuery(`?q=${encodeURIComponent(script)}`), '/q', 'is not a known field', 'query')
    for (const query of ['?q=1&q=2', '?q=%c0%ae', '?<script>'])
      expectProblem(await withQuery(query), 400, 'validation-failed')
  })

  it('does not pass when the script fails', async () => {
    expectProblem(await expectNothingOf(failing, () => upload({}, '', failing)), 400, 'validation-failed')
  })
})

describe.skipIf(skipped)(`a form${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()
  const post = (body: string | Buffer) =>
    send(running.edge, '/api/oauth/token', {
      body,
      headers: { 'user-agent': 'node', 'content-type': 'application/x-www-form-urlencoded' },
    })

  it('passes unchanged if each field is declared', async () => {
    const body = 'grant_type=client%5fcredentials&scope=orders%3Aread+orders%3Awrite'
    const answer = await post(body)
    expect(answer.status).toBe(200)
    expect((answer.json() as Echo).body).toBe(body)
  })

  it.each([
    ['/x', 'is not a known field', 'grant_type=a&x=1'],
    ['/__proto__', 'is not a known field', 'grant_type=a&__proto__=1'],
    ['/constructor', 'is not a known field', 'constructor=1'],
    ['/grant_type', pattern, 'grant_type=a%0a'],
  ])('[S58] a fault at %s is refused: %s in %s', async (pointer, detail, body) => {
    expectFault(await expectNothingOf(running, () => post(body)), pointer, detail)
  })

  it.each([
    ['a name twice', 'grant_type=a&grant_type=a'],
    ['a prototype twice', '__proto__=1&__proto__=2'],
    ['a name without a value', 'grant_type'],
    ['an empty field', 'grant_type=a&'],
    ['half of an escape', 'grant_type=%6'],
    ['an overlong slash', 'grant_type=%c0%af'],
    ['a byte that is no UTF-8', Buffer.from('grant_type=\xff', 'latin1')],
    ['a line break at the end', 'grant_type=a\n'],
    ['JSON', '{"grant_type":"a"}'],
  ])('[S54] [S55] %s is ambiguous, and is refused', async (_, body) => {
    expectProblem(await expectNothingOf(running, () => post(body)), 400, 'malformed-request')
  })
})
