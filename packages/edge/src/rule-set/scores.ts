import type { Rule } from './rules.ts'

/** The scores of the Core Rule Set itself, in which one critical match blocks a request at 5. */
const BY_SEVERITY: Readonly<Record<string, number>> = { CRITICAL: 5, ERROR: 4, WARNING: 3, NOTICE: 2 }

/**
 * Signs that honest prose has now and then: one of them does not block, two do. Where such a rule was the only one to
 * find an attack, a rule of infra/shared/modsecurity/texts.conf finds what people do not write.
 */
export const weakRules: ReadonlySet<number> = new Set([
  921110, // a line that begins with "get", in CRS 3.3
  931120, // a question that ends with an address
  932130, // "> (" in a quoted mail; rule 10024 finds ${…} and $(…)
  933210, // a numbered list: "(1) chairs (2) the table"; rule 10025 finds (system)('id')
  941390, // "Alert(s) Security", in CRS 4; rule 10025 finds alert(1)
  941180, // an arrow "-->"; rule 10025 finds document.cookie
  941210, // 'JavaScript: The Good Bits'; rule 941170 finds javascript:alert
  942190, // a quotation that begins with "Having", or a quotation mark before "!"; rule 10028 finds UNION SELECT
  942230, // "having many, …", in CRS 3.3; rule 10028 finds CASE WHEN 1=1
  942360, // "as far from", in CRS 4; rule 10028 finds (SELECT a, b
  942540, // a quotation before a semicolon, in CRS 4; rule 10025 finds '; return(
])

/** Rules that are left out, by the reason. */
export const rulesLeftOut: ReadonlySet<number> = new Set([
  // They take a word at the beginning of a line for a command: "more", "who", "time". They refuse 3 % of honest prose,
  // and brackets make them search for seconds. The rules 10020 to 10023 look for a command and a sign of a shell.
  ...[932100, 932105, 932110, 932115, 932150], // CRS 3.3
  ...[932125, 932230, 932235, 932250, 932260, 932340, 932370, 932380], // CRS 4
  // It takes any sentence with "union", "select" and "from" for a query. Rule 10028 looks for UNION SELECT itself.
  942270,
  // "if(" repeated through all texts costs it 25 ms in CRS 3.3, and 6 ms in CRS 4. Rule 10031 looks for IF and FOR of
  // Windows within one line.
  932140,
  // Braces, or "!" on each line, cost these 90 to 140 ms a note, at paranoia level 2 of CRS 4. Rules 10020 to 10024 look
  // for shells.
  ...[932231, 932236],
  // At paranoia level 2 it takes each address of another site for an attack. The API fetches no links.
  931130,
  // It takes letters of Greek, Russian, Chinese and Japanese in UTF-8 for brackets.
  941310,
  // "<" repeated 200 times costs it more than all other rules together: 2 ms. 941100 parses HTML in linear time.
  941160,
])

/** What a match of the rule adds in the Core Rule Set itself. */
export function stockScoreOf({ severity }: Rule): number {
  return BY_SEVERITY[severity] ?? 5
}

/** What a match of the rule adds to the score of a request; 0 where the rule is left out. */
export function scoreOf(rule: Rule): number {
  if (rulesLeftOut.has(rule.id)) return 0
  return weakRules.has(rule.id) ? 3 : stockScoreOf(rule)
}
