import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { declaredPolicy } from '../policy.ts'
import { readAuditLog } from './audit-log.ts'
import { gather } from './gather.ts'
import { writeReport } from './write.ts'

const folder = mkdtempSync(join(tmpdir(), 'palisade-report-'))
const command = join(import.meta.dirname, 'waf-report.ts')

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
  return writeReport(await gather(readAuditLog(Readable.from(lines)), declaredPolicy().endpoints))
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
    ['a value that looks like an attack', line([matched(942190, 'ARGS:text', "' or 1=1--"), threshold])],
    [
      'a value that many rules match',
      line([...[942190, 942200, 942210].map(rule => matched(rule, 'ARGS:text', 'x')), threshold]),
    ],
  ])('writes no exclusion for %s', async (_, written) => {
    const text = await report(written)
    expect(text).toContain('no exclusion: looks like an attack')
    expect(text).not.toContain('SecRule')
  })

  it.each([
    ['a score below the threshold', matched(942190, 'ARGS:text', 'x'), [], 'no score reached the threshold'],
    ['a rule of this repository', matched(10020, 'ARGS:text', 'x'), [threshold], 'the rule is this repository’s own'],
    [
      'a field that nobody declared',
      matched(942190, 'ARGS:json.evil', 'x'),
      [threshold],
      'nothing of an inspection request',
    ],
    [
      'a name that every object has',
      matched(942190, 'ARGS:constructor', 'x'),
      [threshold],
      'nothing of an inspection request',
    ],
    ['all fields at once', matched(942190, 'REQUEST_URI', 'x'), [threshold], 'nothing of an inspection request'],
    [
      'a name that would end the directive',
      matched(942190, 'REQUEST_HEADERS:x" "', 'x'),
      [threshold],
      'nothing of an inspection request',
    ],
  ])('writes no exclusion for %s, and says why', async (_, match, more, why) => {
    const text = await report(line([match, ...more]))
    expect(text).toMatch(/^ {4}no exclusion/m)
    expect(text).toContain(why)
    expect(text).not.toContain('SecRule')
  })

  it('shows a harmless example, where some are attacks', async () => {
    const written = ["' or 1=1--", 'select one', 'select two'].map(value =>
      line([matched(942190, 'ARGS:text', value), threshold]),
    )
    const text = await report(...written)
    expect(text).toContain('3 requests, 3 at the threshold, 1 like an attack')
    expect(text).toContain('> select one')
    expect(text).toContain('SecRuleUpdateTargetById')
  })

  it('believes no field that the client names in a value', async () => {
    const data = 'Matched Data: found within ARGS:json.customerName: x found within ARGS:json.note: x'
    const text = await report(line([matched(942190, 'ARGS:text', 'x', data), threshold]))
    expect(text).toContain('text of several lines')
    expect(text).not.toContain('customerName')
  })

  it('no control character of an attacker reaches the terminal, and what is long is cut', async () => {
    const value = `\x1b[2J\u202e\r\n${'x'.repeat(500)}`
    const text = await report(line([matched(942190, 'ARGS:text', value), threshold]))
    expect(text).toContain('> \\u{1b}[2J\\u{202e}\\u{d}\\u{a}xxx')
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text.split('\n').every(each => each.length < 200)).toBe(true)
  })

  it('what it remembers does not grow with names that clients invent', async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      line([matched(942190, `ARGS:json.x${index}`, 'x')], `/api/x${index}`),
    )
    const { findings } = await gather(readAuditLog(Readable.from(lines)), declaredPolicy().endpoints)
    expect(findings.size).toBe(1)
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
    expect(text).toContain('4 lines could not be read')
  })

  it('reads standard input', () => {
    expect(execFileSync(process.execPath, [command], { input: good }).toString()).toContain('1 request matched')
  })

  it('names a file that is not there, and fails', () => {
    const { status, stderr } = spawnSync(process.execPath, [command, join(folder, 'none.log')])
    expect(stderr.toString()).toMatch(/ENOENT.*none\.log/)
    expect(status).toBe(1)
  })
})
