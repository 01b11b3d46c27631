import { describe, expect, it } from 'vitest'
import { expectFault, expectNotAudited, expectNothingOf, expectProblem, inspectionOf } from './edge-expectations.ts'
import { linesWith, order, otherText, plainText, script } from './edge-samples.ts'
import { sendByHttp2 } from './http2-client.ts'
import { missingEdge, send, sendRaw, useEdge } from './test-client.ts'

const skipped = missingEdge()

/** Each character is one byte. */
const bytes = (text: string) => Buffer.from(text, 'latin1')

const unreadable: [string, string | Buffer][] = [
  ['half of an object', '{"note":'],
  ['a bracket too many', '{"a":1}}'],
  ['two values', '{} {}'],
  ['nothing but spaces', ' \n'],
  ['a comma at the end', '{"note":"a",}'],
  ['a comment', '{"note":"a"/* b */}'],
  ['single quotes', "{'note':'a'}"],
  ['a name without quotes', '{note:"a"}'],
  ['NaN', '{"lines":[{"quantity":NaN}]}'],
  ['a number in hexadecimal', '{"lines":[{"quantity":0x1}]}'],
  ['a number with a plus', '{"lines":[{"quantity":+1}]}'],
  ['a number that begins with zero', '{"lines":[{"quantity":010}]}'],
  ['a number that ends with a point', '{"lines":[{"quantity":1.}]}'],
  ['a byte order mark', '\ufeff{}'],
  ['a null byte behind', '{}\0'],
  ['a space that JSON has not', '{\u00a0"note":"a"}'],
  ['a byte that is no UTF-8', bytes('{"note":"\xff"}')],
  ['an overlong slash', bytes('{"note":"\xe0\x80\xaf"}')],
  ['half of a pair in bytes', bytes('{"note":"\xed\xa0\x80"}')],
  ['half of a pair in a password, in bytes', bytes('{"password":"\xed\xa0\x80"}')],
  ['the first half of a pair in escapes', '{"note":"\\ud800"}'],
  ['the second half of a pair in escapes', '{"customerName":"Ada\\udc00"}'],
  ['a pair the wrong way round', '{"note":"\\udc00\\ud800"}'],
  ['an escape that JSON has not', '{"note":"\\x41"}'],
  ['half of an escape', '{"note":"\\u00"}'],
  ['a line break in a string', '{"note":"\n"}'],
  ['a tab in a string', '{"note":"a\tb"}'],
  ['a list in 40 lists', `{"lines":${'['.repeat(40)}${']'.repeat(40)}}`],
  ['40 objects in one another', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`],
  ['a name twice, an attack second', `{"note":"Please ring","note":"${script}"}`],
  ['a name twice, an attack first', `{"note":"${script}","note":"Please ring"}`],
  ['a name twice with the same value', '{"note":"a","note":"a"}'],
  ['a name twice, once in escapes', '{"note":"a","n\\u006fte":"b"}'],
  ['a name twice, both in escapes', '{"\\u006eote":"a","n\\u006fte":"b"}'],
  ['a name twice in a line', '{"lines":[{"sku":"A","sku":"B"}]}'],
  ['a name twice, and a text full of colons', '{"note":"a:b::c","note":"\\":\\""}'],
]

/** Undeclared as well, which is found first. */
const undeclaredTwice = [
  '{"a":{"b":1,"b":2}}',
  '{"0":1,"0":2}',
  '{"__proto__":1,"__proto__":2}',
  '{"__proto__":{},"note":"a","note":"b"}',
]

const honest: [string, string][] = [
  ['as programs write it', JSON.stringify(order())],
  ['in another order', '{"lines":[],"note":"","customerName":"Ada"}'],
  ['with spaces between', ' {\r\n\t"note" : "Please ring" , "lines" : [ { "quantity" : 10000 } ] } '],
  ['in other scripts', JSON.stringify(order({ note: 'Доставка после 17:00, 午前中に, παράδοση — «вход»' }))],
  ['with escapes', '{"n\\u006fte":"a \\u00e9 \\ud83c\\udf82 \\/ \\"quoted\\" \\\\ \\n b"}'],
  ['full of colons, braces and quotes', '{"note":"a: {\\"b\\": [1, 2]}, \\\\\\":\\\\ :"}'],
  ['of a whole hundred lines', JSON.stringify(order({ lines: linesWith(100) }))],
  ['empty', '{}'],
]

describe.skipIf(skipped)(`the body of a request${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const headers = { 'user-agent': 'node', 'content-type': 'application/json' }
  const post = (body: string | Buffer, path = '/api/orders') =>
    send(running.edge, path, { method: 'POST', body, headers })

  it.each(unreadable)('[S54] [S55] %s is ambiguous, and is refused', async (_, body) => {
    const answer = await expectNothingOf(running, () => post(body))
    expectProblem(answer, 400, 'malformed-request')
    expect(answer.json()).not.toHaveProperty('errors')
    expect(await inspectionOf(running.edge, answer)).toBe('')
    await expectNotAudited(running.edge, answer)
  })

  it.each(undeclaredTwice)('[S54] a duplicate undeclared name is refused as undeclared: %s', async body => {
    expectProblem(await expectNothingOf(running, () => post(body)), 400, 'validation-failed')
  })

  it.each([
    ['a byte that is no UTF-8', '"\xff"'],
    ['an overlong slash', '"\xe0\x80\xaf"'],
    ['half of a pair', '"\xed\xa0\x80"'],
    ['an escape that JSON has not', '"\\x41"'],
    ['a line break', '"\n"'],
  ])('[S54] %s is refused in passwords and names as well', async (_, value) => {
    for (const [path, field] of Object.entries({ '/api/auth/sign-in': 'password', '/api/orders': 'customerName' })) {
      const answer = await expectNothingOf(running, () => post(bytes(`{"${field}":${value}}`), path))
      expectProblem(answer, 400, 'malformed-request')
    }
  })

  it.each(honest)('an order %s reaches the API byte for byte', async (_, body) => {
    const answer = await post(body)
    expect(answer.status).toBe(200)
    expect(answer.json()['body']).toBe(body)
    expect(Object.keys(running.echo.seen.at(-1)?.headers ?? {}).filter(name => name.startsWith('x-edge'))).toEqual([])
  })

  it('may be missing if all of its fields are optional', async () => {
    for (const more of [{}, { 'content-type': 'application/json' }]) {
      for (const method of ['POST', 'DELETE']) {
        const sent = { method, headers: { 'user-agent': 'node', ...more } }
        expect((await send(running.edge, '/api/auth/refresh', sent)).status).toBe(200)
      }
    }
  })

  it('is read the same when chunked, and over HTTP/2', async () => {
    const head =
      'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nUser-Agent: node\r\nContent-Type: application/json\r\n'
    const inChunks = (body: string) => {
      const chunks = [...body].map(character => `1\r\n${character}\r\n`).join('')
      return sendRaw(running.edge, `${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunks}0\r\n\r\n`)
    }
    const byHttp2 = async (body: string) => {
      const answer = await sendByHttp2(running.edge, { ':method': 'POST', 'content-type': 'application/json' }, body)
      return `HTTP/2 ${answer.headers[':status']} ${answer.text}`
    }
    for (const ask of [inChunks, byHttp2]) {
      for (const text of [plainText, otherText]) {
        const body = JSON.stringify({ note: text })
        expect(await ask(body)).toMatch(/^HTTP\/[\d.]+ 200 /)
        expect(running.echo.seen.at(-1)).toMatchObject({ method: 'POST', body })
      }
      const refusals = async () => [
        await ask(JSON.stringify({ note: script })),
        await ask('{"note":"a","note":"b"}'),
        await ask('{"total":1}'),
      ]
      const [attack, repeated, undeclared] = await expectNothingOf(running, refusals)
      expect(attack).toMatch(/^HTTP\/[\d.]+ 403 [\s\S]*"blocked"/)
      expect(repeated).toMatch(/^HTTP\/[\d.]+ 400 [\s\S]*"malformed-request"/)
      expect(undeclared).toMatch(/^HTTP\/[\d.]+ 400 [\s\S]*"\/total"/)
    }
  })

  it('[S56] over its limit is refused, with and without Content-Length', async () => {
    const body = JSON.stringify({ note: 'x'.repeat(66_000) })
    await expectNothingOf(running, async () => {
      expectProblem(await post(body), 413, 'body-too-large')
      const json = { ':method': 'POST', 'content-type': 'application/json' }
      expect((await sendByHttp2(running.edge, json, body)).headers[':status']).toBe(413)
      const head = 'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
      const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
      const chunked = `${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk}`
      expect(await sendRaw(running.edge, chunked)).toMatch(/^HTTP\/1\.1 413 /)
    })
  })

  it.each([
    ['quotes', '\\"'],
    ['brackets', '['],
    ['objects in one another', '{"a":'],
    ['colons', ':'],
    ['a string of quotes', '\\"', '{"note":"', '"}'],
    ['empty strings', '"",', '[', '""]'],
    ['one name', '"":1,', '{', '"":1}'],
    ['empty lines', '{},', '{"lines":[', '{}]}'],
  ])('[S56] 64 KB of nothing but %s are refused within a second', async (_, part, begin = '', end = '') => {
    const body = begin + part.repeat(Math.floor((65_536 - begin.length - end.length) / part.length)) + end
    const began = performance.now()
    const answer = await expectNothingOf(running, () => post(body))
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(answer.status).toBe(400)
    expect(['malformed-request', 'validation-failed']).toContain(answer.json()['code'])
  })

  it('a refusal names the fault, and quotes no value', async () => {
    const answer = await expectNothingOf(running, () => post('{"currency":"hunter2"}'))
    expectFault(answer, '/currency', 'must be one of: CHF, EUR, GBP, USD')
    expect(answer.text).not.toContain('hunter2')
  })
})
