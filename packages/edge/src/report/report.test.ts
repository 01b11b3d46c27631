import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { reportOf } from './waf-report.ts'

const folder = mkdtempSync(join(tmpdir(), 'palisade-report-'))
const command = join(import.meta.dirname, '../../../../infra/shared/waf-report-cli.ts')

afterAll(() => rmSync(folder, { recursive: true }))

const matched = (ruleId: number, variable: string, value: string, data = '') => ({
  message: 'A rule',
  details: {
    ruleId: `${ruleId}`,
    match: `Matched "Operator \`Rx' with parameter \`x' against variable \`${variable}' (Value: \`${value}' )`,
    data,
  },
})
const threshold = matched(10990, 'TX:score', '5')

function line(messages: readonly object[], uri = '/api/orders', method = 'POST'): string {
  return `${JSON.stringify({ transaction: { request: { method, uri }, messages } })}\n`
}

async function report(...lines: readonly string[]): Promise<string> {
  return reportOf(Readable.from(lines))
}

describe('[S60] the report of a log-only run', () => {
  it('says rule, endpoint, field and count, with an example and the exclusion', async () => {
    const note = line([matched(942190, 'ARGS:text', 'select one from both'), threshold])
    expect(await report(note, note)).toBe(`2 requests matched a rule, 2 of them reached the threshold.

942190  A rule
  orders.create · text of several lines · 2 requests, 2 at the threshold
    > select one from both
    SecRuleUpdateTargetById 942190 "!ARGS:text"
`)
  })

  it('tells lines from texts and from names of clients, and knows endpoints with an id in the path', async () => {
    const order = '/api/orders/00000000-0000-4000-8000-000000000000'
    const text = await report(
      line([matched(942190, 'ARGS:text', 'select'), threshold], order, 'PATCH'),
      line([matched(942190, 'ARGS:line', 'select'), threshold], '/api/orders/search', 'GET'),
      line([matched(942190, 'REQUEST_HEADERS:User-Agent', 'select'), threshold], '/api/orders', 'GET'),
    )
    expect(text).toContain('orders.change · text of several lines')
    expect(text).toContain('orders.search · a line of text')
    expect(text).toContain('"!ARGS:line"')
    expect(text).toContain('orders.list · header user-agent')
    expect(text).toContain('"!REQUEST_HEADERS:User-Agent"')
  })

  it.each([
    ['a score below the threshold', matched(942190, 'ARGS:text', 'x'), [], 'no score reached the threshold'],
    [
      'a rule of this repository',
      matched(10020, 'ARGS:text', 'x'),
      [threshold],
      'change the rule in infra/shared/modsecurity',
    ],
    [
      'a field that nobody declared',
      matched(942190, 'ARGS:json.evil', 'x'),
      [threshold],
      'not a part of an inspection request',
    ],
    [
      'a name that every object has',
      matched(942190, 'ARGS:constructor', 'x'),
      [threshold],
      'not a part of an inspection request',
    ],
    ['all fields at once', matched(942190, 'REQUEST_URI', 'x'), [threshold], 'not a part of an inspection request'],
    [
      'a name that would end the directive',
      matched(942190, 'REQUEST_HEADERS:x" "', 'x'),
      [threshold],
      'not a part of an inspection request',
    ],
  ])('writes no exclusion for %s, and says why', async (_, match, more, why) => {
    const text = await report(line([match, ...more]))
    expect(text).toMatch(/^ {4}no exclusion/m)
    expect(text).toContain(why)
    expect(text).not.toContain('SecRule')
  })

  it('shows three different values at most, so that a person can tell attacks from honest texts', async () => {
    const written = ["' or 1=1--", 'select one', 'select one', 'select two', 'select three'].map(value =>
      line([matched(942190, 'ARGS:text', value), threshold]),
    )
    const text = await report(...written)
    expect(text).toContain('5 requests, 5 at the threshold')
    expect(text.match(/^ {4}> .*$/gm)).toEqual(["    > ' or 1=1--", '    > select one', '    > select two'])
  })

  it('ignores a field name that the client writes into a value', async () => {
    const data = 'Matched Data: found within ARGS:json.customerName: x found within ARGS:json.note: x'
    const text = await report(line([matched(942190, 'ARGS:text', 'x', data), threshold]))
    expect(text).toContain('text of several lines')
    expect(text).not.toContain('customerName')
  })

  it('no control character of an attacker reaches the terminal, and long texts are cut', async () => {
    const value = `\x1b[2J\u202e\r\n${'x'.repeat(500)}`
    const text = await report(line([matched(942190, 'ARGS:text', value), threshold]))
    expect(text).toContain('> \\u{1b}[2J\\u{202e}\\u{d}\\u{a}xxx')
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text.split('\n').every(each => each.length < 200)).toBe(true)
  })

  it('has a length that does not grow with names that clients invent', async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      line([matched(942190, `ARGS:json.x${index}`, 'x')], `/api/x${index}`),
    )
    expect((await report(...lines)).match(/not declared · ARGS: not declared/g)).toHaveLength(1)
  })
})

describe('npm run waf:report', () => {
  const good = line([matched(942190, 'ARGS:text', 'select'), threshold])
  const broken = `{"transaction":\nnull\n{}\nnginx: [warn] x\n`

  it('reads several files, counts the lines that it cannot read, and says so', () => {
    writeFileSync(join(folder, 'one.log'), good + broken)
    writeFileSync(join(folder, 'two.log'), `\n${good}`)
    const text = execFileSync(process.execPath, [command, join(folder, 'one.log'), join(folder, 'two.log')]).toString()
    expect(text).toContain('2 requests matched a rule, 2 of them reached the threshold.')
    expect(text).toContain('4 lines are no JSON of an audit log')
  })

  it('reads standard input', () => {
    expect(execFileSync(process.execPath, [command], { input: good }).toString()).toContain('1 requests matched')
  })

  it('names a file that is not there, and fails', () => {
    const { status, stderr } = spawnSync(process.execPath, [command, join(folder, 'none.log')])
    expect(stderr.toString()).toBe(`${join(folder, 'none.log')} cannot be read: ENOENT\n`)
    expect(status).toBe(1)
  })
})
