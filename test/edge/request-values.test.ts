import { maxText } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { expectFault, expectNotAudited, expectNothingOf, inspectionOf } from './edge-expectations.ts'
import { id, linesWith, order, script } from './edge-samples.ts'
import { missingEdge, send, unverifiedToken, useEdge } from './test-client.ts'

const skipped = missingEdge()
const undeclared = 'is not a known field'
const noChoice = 'must be one of: CHF, EUR, GBP, USD'
const pattern = 'is not in the required format'
const longer = (count: number) => `must have at most ${count} characters`

/** A value in a line of an order, as it is written in JSON. */
const inLine = (written: string) => `{"lines":[{${written}}]}`

/** An order with all text that one request may have: a note of 2,000 characters and lines of 200. */
const inAll = (character: string, more = '') => ({
  note: character.repeat(2_000),
  lines: Array.from({ length: (maxText.chars - 2_000) / 200 }, () => ({ description: character.repeat(200) })),
  ...(more && { customerName: more }),
})

const faults: [string, unknown, string, string][] = [
  ['a field that nobody declared', order({ totalMinor: 1 }), '/totalMinor', undeclared],
  ['an object that nobody declared', order({ tenant: { id: 1 } }), '/tenant', undeclared],
  ['a field of a line that nobody declared', order({}, { id: 'x' }), '/lines/0/id', undeclared],
  ['a field of the last line', order({ lines: linesWith(100, { id: 'x' }) }), '/lines/99/id', undeclared],
  ['an attack in a name', { [script]: 1 }, `/${script}`, undeclared],
  ['a prototype as a name', '{"__proto__":{"note":"x"}}', '/__proto__', undeclared],
  ['a prototype of nothing', '{"__proto__":null}', '/__proto__', undeclared],
  ['a prototype in escapes', '{"__pr\\u006fto__":1}', '/__proto__', undeclared],
  ['a prototype in a line', inLine('"__proto__":{"sku":1}'), '/lines/0/__proto__', undeclared],
  ['a constructor as a name', '{"constructor":{"prototype":{"x":1}}}', '/constructor', undeclared],
  ['a name in another case', '{"Note":"x"}', '/Note', undeclared],
  ['an empty name', '{"":"x"}', '/', undeclared],
  ['a long name', { ['x'.repeat(300)]: 1 }, `/${'x'.repeat(100)}`, undeclared],
  ['a list in place of the body', '[]', '', 'must be of type object'],
  ['a text in place of the body', '"x"', '', 'must be of type object'],
  ['null in place of the body', 'null', '', 'must be of type object'],
  ['null in place of a text', '{"note":null}', '/note', 'must be of type string'],
  ['null in place of a word', '{"currency":null}', '/currency', noChoice],
  ['a number in place of a text', '{"note":1}', '/note', 'must be of type string'],
  ['a boolean in place of a text', '{"note":true}', '/note', 'must be of type string'],
  ['an object in place of a text', { note: { note: script } }, '/note', 'must be of type string'],
  ['a list in place of a text', { note: [script] }, '/note', 'must be of type string'],
  ['an object in place of lines', { lines: { 0: {} } }, '/lines', 'must be of type array'],
  ['an attack deeper than the schema', { lines: [[[{ description: script }]]] }, '/lines/0', 'must be of type object'],
  [
    'an attack in place of a number',
    order({}, { quantity: `1${script}` }),
    '/lines/0/quantity',
    'must be of type integer',
  ],
  ['a number in quotes', inLine('"quantity":"1"'), '/lines/0/quantity', 'must be of type integer'],
  ['half a number', inLine('"quantity":1.5'), '/lines/0/quantity', 'must be of type integer'],
  ['an endless number', inLine('"quantity":1e400'), '/lines/0/quantity', 'must be of type integer'],
  ['a number below its range', inLine('"quantity":-1'), '/lines/0/quantity', 'must be at least 1'],
  ['a number above its range', inLine('"quantity":10001'), '/lines/0/quantity', 'must be at most 10000'],
  ['a number beyond 31 bits', inLine('"quantity":2147483648'), '/lines/0/quantity', 'must be at most 10000'],
  ['SQL in place of a word', order({ currency: "EUR' UNION SELECT 1 FROM users--" }), '/currency', noChoice],
  ['a word in another case', { currency: 'eur' }, '/currency', noChoice],
  ['an attack behind an article number', order({}, { sku: `LAMP-1\n${script}` }), '/lines/0/sku', pattern],
  ['a line break behind an article number', order({}, { sku: 'LAMP-1\n' }), '/lines/0/sku', pattern],
  ['an attack behind an email', order({ customerEmail: `a@b.example\n${script}` }), '/customerEmail', pattern],
  ['SQL in an email', order({ customerEmail: "a' OR 1=1--@b.example" }), '/customerEmail', pattern],
  ['a null byte in a text', '{"note":"a\\u0000b"}', '/note', pattern],
  ['a line break in a line', '{"customerName":"Ada\\nLovelace"}', '/customerName', pattern],
  ['101 lines', order({ lines: linesWith(101) }), '/lines', 'must have at most 100 items'],
  [
    'an email too long by one',
    { customerEmail: `${'a'.repeat(64)}@${'b'.repeat(190)}` },
    '/customerEmail',
    longer(254),
  ],
  ['more text by one character', inAll('x', 'x'), '', `${longer(maxText.chars)} of text in total`],
  ['more letters beyond ASCII by one', inAll('é', 'é'), '', `${longer(maxText.chars)} of text in total`],
  ['more bytes', inAll('🎂'), '', `must have at most ${maxText.bytes} bytes of text in total`],
]

const honest: [string, unknown][] = [
  ['a text as long as it may be', { note: 'x'.repeat(2_000) }],
  ['a text of as many emoji', { note: '🎂'.repeat(2_000) }],
  ['a line as long as it may be', { customerName: 'é'.repeat(200) }],
  ['a line of as many emoji', { customerName: '🎂'.repeat(200) }],
  ['a line of one emoji', { customerName: '🎂' }],
  ['a line that only its normal form makes short enough', { customerName: ` ${'e\u0301'.repeat(200)}\u200b` }],
  [
    'a text that only its normal form makes short enough',
    { note: `${'현관 벨을 두 번 눌러 주세요. '.normalize('NFD').repeat(90)}\n` },
  ],
  ['an article number as long as it may be', order({}, { sku: 'A'.repeat(40) })],
  ['100 lines', { lines: linesWith(100) }],
  ['as much text as there may be', inAll('x')],
  ['as many letters beyond ASCII as there may be', inAll('é')],
  ['the least numbers', inLine('"quantity":1,"unitPriceMinor":0')],
  ['the largest numbers', inLine('"quantity":10000,"unitPriceMinor":1000000000')],
  ['a whole number with an exponent', inLine('"quantity":1e2')],
  ['a whole number with a point', inLine('"quantity":1.0')],
  ['line breaks and tabs in a text', { note: 'First\r\n\tsecond\nthird' }],
]

describe.skipIf(skipped)(`the values in a body${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const ask = (path: string, method: string, value: unknown, more = {}) => {
    const body = typeof value === 'string' ? value : JSON.stringify(value)
    const headers = { 'user-agent': 'node', 'content-type': 'application/json', ...more }
    return send(running.edge, path, { method, body, headers })
  }

  it.each(faults)('[S53] [S57] %s is refused, with a pointer to the value', async (_, value, pointer, detail) => {
    const answer = await expectNothingOf(running, () => ask('/api/orders', 'POST', value))
    expectFault(answer, pointer, detail)
    expect(await inspectionOf(running.edge, answer)).toBe('')
    await expectNotAudited(running.edge, answer)
  })

  it.each(honest)('%s may be in an order', async (_, value) => {
    const answer = await ask('/api/orders', 'POST', value)
    expect(answer.status).toBe(200)
    expect(answer.json()['body']).toBe(typeof value === 'string' ? value : JSON.stringify(value))
  })

  it('a boolean must be true or false', async () => {
    const claims = { scope: 'members:manage', exp: Math.floor(Date.now() / 1000) + 600 }
    const authorization = `Bearer ${unverifiedToken(claims)}`
    const change = (body: unknown) => ask(`/api/members/${id}`, 'PATCH', body, { authorization })
    expect((await change({ disabled: true })).status).toBe(200)
    for (const disabled of ['true', 1, null, [true]]) {
      const answer = await expectNothingOf(running, () => change({ disabled }))
      expectFault(answer, '/disabled', 'must be of type boolean')
    }
  })

  it('a field of one endpoint is undeclared on another one', async () => {
    const forged = { 'x-edge-endpoint': 'auth.sign-in', 'x-edge-safe': '1' }
    const signIn = { email: 'a@b.example', password: script }
    const answer = await expectNothingOf(running, () => ask('/api/orders', 'POST', signIn, forged))
    expectFault(answer, '/email', undeclared)
  })
})
