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
 * How far a pattern may search in one value, in steps of PCRE2. A note of 2,000 characters takes some hundred in English
 * and 9,000 in Chinese; fourteen brackets with spaces between take more than ten million in four rules of CRS 3.3.
 * `SecPcreMatchLimit` would say the same, but ModSecurity 3.0.9 does not hand it to PCRE2.
 */
const LIMIT = '(*LIMIT_MATCH=12000)'

/**
 * Compiles the Core Rule Set for inspection requests: the rules that can find something there, without the targets that
 * are never set, with a limit to what each pattern may cost, and with the scores of scores.ts. Works on CRS 3.3 and 4.
 *
 * @param files text by file name, as in the folder `rules` of the Core Rule Set
 * @param score what a match of a rule adds to the score of a request; 0 leaves the rule out
 * @returns SecLang. The data files that it names have to be in the same folder.
 * @throws Error when there are no rules of the Core Rule Set among them
 */
export function compileRuleSet(files: ReadonlyMap<string, string>, score = scoreOf): string {
  const rules = [...files].filter(([name]) => FILES.test(name)).flatMap(([, text]) => readRules(text))
  if (rules.length === 0) throw new Error('This folder has no rules of the Core Rule Set')
  const counting = rules.filter(rule => score(rule) > 0).flatMap(aimAtInspection)
  const levels = Map.groupBy(counting, rule => rule.paranoiaLevel)
  return [...levels]
    .toSorted(([left], [right]) => left - right)
    .map(([level, own]) => writeLevel(level, own, score))
    .join('\n')
}

function aimAtInspection(rule: Rule): Rule[] {
  const [first, ...chained] = rule.links
  const targets = [...new Set(first?.targets.flatMap(target => TARGETS[target] ?? []))]
  return first && targets.length > 0 ? [{ ...rule, links: [{ ...first, targets }, ...chained] }] : []
}

/**
 * Ids below 100,000 are free for local rules; those of infra/shared/modsecurity and of waf-settings.conf begin with 10. An
 * id follows from what it stands for and not from the place in the list, so that a new rule changes no other's id.
 */
const skipId = (level: number, phase: number) => 11_000 + level * 10 + phase
const checkId = (rule: Rule) => rule.id - 880_000

/**
 * A match costs more than a search, and 100 texts of one request may match in each rule. So what has reached the
 * threshold is decided soon.
 */
const RULES_BETWEEN_CHECKS = 2

function writeLevel(level: number, rules: readonly Rule[], score: typeof scoreOf): string {
  const end = `END-LEVEL-${level}`
  const skips = [1, 2].map(
    phase =>
      `SecRule TX:paranoia_level "@lt ${level}" "id:${skipId(level, phase)},phase:${phase},pass,nolog,skipAfter:${end}"`,
  )
  const written = rules.flatMap((rule, index) => [
    ...(index % RULES_BETWEEN_CHECKS === 0 ? [checkScoreBefore(rule)] : []),
    ...rule.links.map((link, position) => writeLink(link, position, rule.links.length, score(rule))),
  ])
  return [...skips, ...written, `SecMarker "${end}"`, ''].join('\n')
}

const checkScoreBefore = (rule: Rule) =>
  `SecRule TX:score "@ge %{tx.threshold}" "id:${checkId(rule)},phase:2,pass,nolog,skipAfter:DECISION"`

function writeLink(link: Link, index: number, length: number, score: number): string {
  const isChain = length > 1
  const scored = index === length - 1 ? [`setvar:'tx.score=+${score}'`] : []
  const actions = [...keptActions(link, isChain), ...scored].join(',')
  return `${'  '.repeat(index)}SecRule ${link.targets.join('|')} "${writeOperation(link, isChain)}" \\\n    "${actions}"`
}

function writeOperation({ operator, operand }: Link, isChain: boolean): string {
  if (!operator.endsWith('@rx')) return `${operator} ${operand}`
  // The rules behind the first one of a chain use what its pattern has captured.
  const isPlain = isChain || operator.startsWith('!')
  return isPlain ? `${operator} ${LIMIT}${operand}` : `!@rx ${failClosed(operand)}`
}

function keptActions({ operator, actions }: Link, isChain: boolean): string[] {
  const needsCopies = isChain || operator.startsWith('@detect')
  return actions.filter(action => !DROPPED.test(action) && (needsCopies || !COPIES.test(action)))
}

/**
 * Scores of the Core Rule Set's own, what it keeps about addresses, and parts of the audit log that would hold secrets. And
 * t:utf8toUnicode: with t:urlDecodeUni behind it, it leaves of each letter beyond ASCII its low byte, so that Thai and
 * Russian become quotes and brackets. What it is meant for, full-width forms, are made ASCII by njs/inspection.js.
 */
const DROPPED = /^(?:ctl:auditLogParts|setvar:'?tx\.\w*score|(?:setvar|expirevar):'?ip\.|t:utf8toUnicode$)/

/**
 * What copies the value once more for each match: the log has it anyway, in the words of ModSecurity. Only rules that
 * parse, instead of comparing, have it nowhere else.
 */
const COPIES = /^(?:capture$|logdata:)/

/**
 * PCRE2 reports a pattern that reaches its limit as one that does not match. So the rule is negated: this pattern matches,
 * at the end of the value, only where the original occurs nowhere before it. `!@rx` fires when the original occurs, and
 * when the limit is reached.
 */
function failClosed(operand: string): string {
  return `${LIMIT}(?:${operand})(*COMMIT)(*FAIL)|\\z`
}
