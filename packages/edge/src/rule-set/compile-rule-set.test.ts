import { describe, expect, it } from 'vitest'
import { compileRuleSet } from './compile-rule-set.ts'
import { readActions, readDirectives } from './rules.ts'

const xss = String.raw`
# A comment, with a "quote" and SecRule in it
SecRule TX:DETECTION_PARANOIA_LEVEL "@lt 1" "id:941011,phase:1,pass,nolog,skipAfter:END"
SecRule REQUEST_COOKIES|!REQUEST_COOKIES:/__utm/|REQUEST_HEADERS:User-Agent|ARGS_NAMES|ARGS|XML:/* "@rx (?i)<script[^>]*\"" \
    "id:941110,\
    phase:2,\
    block,\
    capture,\
    t:none,t:utf8toUnicode,t:urlDecodeUni,\
    msg:'XSS, a tag',\
    logdata:'Matched Data: %{TX.0}',\
    ctl:auditLogParts=+E,\
    severity:'CRITICAL',\
    setvar:'tx.xss_score=+%{tx.critical_anomaly_score}',\
    setvar:'tx.anomaly_score_pl1=+%{tx.critical_anomaly_score}'"

SecRule ARGS "@detectXSS" \
    "id:941100,phase:2,block,capture,t:none,logdata:'%{MATCHED_VAR}',severity:'WARNING',setvar:'tx.inbound_anomaly_score_pl1=+3'"

SecRule FILES "@rx x" "id:941999,phase:2,block,severity:'CRITICAL',setvar:'tx.anomaly_score_pl1=+5'"

SecRule ARGS "@rx a" "id:941500,phase:2,block,chain,severity:'CRITICAL'"
    SecRule MATCHED_VARS "@rx b" "setvar:'tx.anomaly_score_pl2=+5'"
`
const compile = (text: string) => compileRuleSet(new Map([['REQUEST-941-APPLICATION-ATTACK-XSS.conf', text]]))

describe('[S59] the Core Rule Set, compiled for inspection requests', () => {
  const compiled = compile(xss)

  it('keeps the rules that can match, with the targets that an inspection request has', () => {
    expect([...compiled.matchAll(/"id:(941\d+)/g)].map(([, id]) => id)).toEqual(['941110', '941100', '941500'])
    expect(compiled).toContain('SecRule REQUEST_HEADERS:User-Agent|ARGS "!@rx')
    expect(compiled).not.toMatch(/XML|COOKIES|ARGS_NAMES|FILES/)
  })

  it('gives each pattern a limit, and counts a reached limit as a match', () => {
    expect(compiled).toContain(String.raw`"!@rx (*LIMIT_MATCH=12000)(?:(?i)<script[^>]*\")(*COMMIT)(*FAIL)|\z"`)
  })

  it('adds only the limit to a chain, because its rules use the captures of the first one', () => {
    expect(compiled).toMatch(
      /SecRule ARGS "@rx \(\*LIMIT_MATCH=12000\)a"[\s\S]*SecRule MATCHED_VARS "@rx \(\*LIMIT_MATCH=12000\)b"/,
    )
  })

  it('adds its own score, and drops the scoring of the Core Rule Set', () => {
    expect(compiled).toMatch(/id:941110[^\n]*setvar:'tx\.score=\+5'"/)
    expect(compiled).toMatch(/id:941100[^\n]*setvar:'tx\.score=\+3'"/)
    expect(compiled).not.toMatch(/anomaly_score|xss_score|auditLogParts|utf8toUnicode/)
  })

  it('runs higher paranoia levels only where they are configured', () => {
    expect(compiled.indexOf('TX:paranoia_level "@lt 2"')).toBeGreaterThan(compiled.indexOf('id:941100'))
    expect(compiled.indexOf('id:941500')).toBeGreaterThan(compiled.indexOf('TX:paranoia_level "@lt 2"'))
  })

  it('checks the score before every second rule', () => {
    expect(compiled.match(/skipAfter:DECISION/g)).toHaveLength(2)
  })

  it('gives each check an id that follows from the next rule, so that a new rule changes no other id', () => {
    const first = `SecRule ARGS "@rx y" "id:941050,phase:2,block,severity:'CRITICAL',setvar:'tx.anomaly_score_pl1=+5'"\n`
    const distances = [xss, first + xss].flatMap(text =>
      [...compile(text).matchAll(/"id:(\d+),[^"]*skipAfter:DECISION"\nSecRule .*? \\\n +"id:(\d+)/g)].map(
        ([, check, rule]) => Number(rule) - Number(check),
      ),
    )
    expect(distances).toEqual([880_000, 880_000, 880_000, 880_000, 880_000])
  })

  it('leaves out rules that score nothing', () => {
    const without = compile(xss.replaceAll('941110', '941160'))
    expect(without).not.toContain('941160')
  })

  it('throws for a folder without rules', () => {
    expect(() => compileRuleSet(new Map([['README.conf', 'SecAction "id:1"']]))).toThrow(
      'no rules of the Core Rule Set',
    )
  })
})

it('a directive may go over several lines, and quotes inside keep their backslash', () => {
  expect(readDirectives('SecRule ARGS "@rx \\"x" \\\n  "id:1"\n# no\nSecMarker END')).toEqual([
    ['SecRule', 'ARGS', '@rx \\"x', 'id:1'],
    ['SecMarker', 'END'],
  ])
})

it('a comma inside quotes does not separate actions', () => {
  expect(readActions("id:1, msg:'a, b',setvar:'tx.a=%{x}',t:none")).toEqual([
    'id:1',
    "msg:'a, b'",
    "setvar:'tx.a=%{x}'",
    't:none',
  ])
})
