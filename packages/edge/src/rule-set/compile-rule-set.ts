import { type Link, type Rule, readRules } from './rules.ts'
import { scoreOf } from './scores.ts'

/**
 * The files of the Core Rule Set that look for attacks in values and in the name of the client. What the others check,
 * methods, paths, sizes, types and encodings, the edge has checked before by the contracts.
 */
const FILES = /^REQUEST-(?:913|921|93[0-4]|94[1-4])-.*\.conf$/

/** What an inspection request has, by the targets of the rules that look for it; see docs/waf.md. */
const TARGETS: Readonly<Record<string, string>> = {
  ARGS: 'ARGS',
  REQUEST_HEADERS: 'REQUEST_HEADERS:User-Agent',
  'REQUEST_HEADERS:User-Agent': 'REQUEST_HEADERS:User-Agent',
}

/**
 * How far a pattern may search in one value, in steps of PCRE2. An ordinary text of 2,000 characters takes some hundred;
 * twenty brackets in a row take more than ten million in four rules of CRS 3.3. `SecPcreMatchLimit` would say the same,
 * but ModSecurity 3.0.9 does not hand it to PCRE2.
 */
const MATCH_LIMIT = 5_000

/**
 * Compiles the Core Rule Set for inspection requests: the rules that can find something there, without the targets that
 * are never set, with a limit to what each pattern may cost, and with the scores of scores.ts. Works on CRS 3.3 and 4.
 *
 * @param files text by file name, as in the folder `rules` of the Core Rule Set
 * @returns SecLang. The data files that it names have to be in the same folder.
 */
export function compileRuleSet(files: ReadonlyMap<string, string>): string {
  const rules = [...files].filter(([name]) => FILES.test(name)).flatMap(([, text]) => readRules(text))
  if (rules.length === 0) throw new Error('This folder has no rules of the Core Rule Set')
  const counting = rules.filter(rule => scoreOf(rule) > 0).flatMap(aimAtInspection)
  const levels = Map.groupBy(counting, rule => rule.paranoiaLevel)
  return [...levels]
    .toSorted(([left], [right]) => left - right)
    .map(([level, own]) => writeLevel(level, own))
    .join('\n')
}

function aimAtInspection(rule: Rule): Rule[] {
  const [first, ...chained] = rule.links
  const targets = [...new Set(first?.targets.flatMap(target => TARGETS[target] ?? []))]
  return first && targets.length > 0 ? [{ ...rule, links: [{ ...first, targets }, ...chained] }] : []
}

function writeLevel(level: number, rules: readonly Rule[]): string {
  const skip = (phase: number) =>
    `SecRule TX:paranoia_level "@lt ${level}" "id:${10_300 + level * 10 + phase},phase:${phase},pass,nolog,skipAfter:END-LEVEL-${level}"`
  const written = rules.flatMap((rule, index) => {
    const check =
      index % RULES_BETWEEN_CHECKS === 0 ? [checkScore(10_400 + 200 * level + index / RULES_BETWEEN_CHECKS)] : []
    return [...check, writeRule(rule)]
  })
  return [skip(1), skip(2), ...written, `SecMarker "END-LEVEL-${level}"`, ''].join('\n')
}

/**
 * A match costs more than a search, and 100 texts of one request may match in each rule. So what has reached the
 * threshold is decided soon.
 */
const RULES_BETWEEN_CHECKS = 4

function checkScore(id: number): string {
  return `SecRule TX:score "@ge %{tx.threshold}" "id:${id},phase:2,pass,nolog,skipAfter:DECISION"`
}

function writeRule(rule: Rule): string {
  return rule.links.map((link, index) => writeLink(link, index, rule)).join('\n')
}

function writeLink({ targets, operator, operand, actions }: Link, index: number, rule: Rule): string {
  const isChain = rule.links.length > 1
  const isPattern = operator.endsWith('@rx')
  const operation = !isPattern
    ? `${operator} ${operand}`
    : isChain || operator.startsWith('!')
      ? `${operator} ${limited(operand)}`
      : `!@rx ${failClosed(operand)}`
  const kept = actions.filter(action => !DROPPED.test(action))
  const scored = index === rule.links.length - 1 ? [`setvar:'tx.score=+${scoreOf(rule)}'`] : []
  return `${'  '.repeat(index)}SecRule ${targets.join('|')} "${operation}" \\\n    "${[...kept, ...scored].join(',')}"`
}

/** Scores of the Core Rule Set's own, what it keeps about addresses, and parts of the audit log that would hold secrets. */
const DROPPED = /^(?:ctl:auditLogParts|setvar:'?tx\.\w*score|(?:setvar|expirevar):'?ip\.)/

function limited(operand: string): string {
  return `(*LIMIT_MATCH=${MATCH_LIMIT})${operand}`
}

/**
 * The pattern turned round: nothing is left to match when it has matched, and the end of the value when it has not. The
 * rule asks for the contrary, so that a pattern which comes to its limit counts as found.
 */
function failClosed(operand: string): string {
  return limited(`(?:${operand})(*COMMIT)(*FAIL)|\\z`)
}
