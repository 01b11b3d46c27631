import { advise } from './advice.ts'
import type { Finding, Gathered } from './gather.ts'

const EXAMPLE_CHARACTERS = 100

/** The report as text for a terminal. */
export function writeReport({ requests, blocked, broken, findings }: Gathered): string {
  const byRule = Map.groupBy(
    [...findings.values()].sort((a, b) => b.blocked - a.blocked || b.requests - a.requests),
    ({ ruleId }) => ruleId,
  )
  const totals =
    `${count(requests, 'request')} matched a rule, ${blocked} of them reached the threshold.` +
    (broken > 0 ? ` ${count(broken, 'line')} could not be read as JSON of an audit log.` : '')
  return `${[totals, ...[...byRule.values()].map(writeRule)].join('\n\n')}\n`
}

function writeRule(findings: readonly Finding[]): string {
  const [first] = findings
  return [`${first?.ruleId}  ${printable(first?.message ?? '')}`, ...findings.map(writeFinding)].join('\n')
}

function writeFinding(finding: Finding): string {
  const { endpoint, field, requests, blocked, attacks, example } = finding
  const advice = advise(finding)
  const suspected = attacks > 0 ? `, ${attacks} like an attack` : ''
  return [
    `  ${endpoint} · ${printable(field)} · ${count(requests, 'request')}, ${blocked} at the threshold${suspected}`,
    `    > ${printable(example)}`,
    `    ${'exclusion' in advice ? advice.exclusion : advice.none}`,
  ].join('\n')
}

/**
 * An attacker wrote it: no control character reaches the terminal, nor one that turns the direction of writing, and
 * what is long is cut.
 */
export function printable(text: string): string {
  const characters = [...text]
  const shown = characters.slice(0, EXAMPLE_CHARACTERS).join('')
  const escaped = shown.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\ufffd]/gu,
    character => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
  return characters.length > EXAMPLE_CHARACTERS ? `${escaped}…` : escaped
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
