import { type Directive, readActions, readDirectives } from './directives.ts'

/** A rule of the Core Rule Set with the rules chained to it. The first one has the id and what becomes of a match. */
export type Rule = {
  readonly id: number
  /** The first level at which the Core Rule Set runs it. */
  readonly paranoiaLevel: number
  readonly severity: string
  readonly links: readonly Link[]
}

export type Link = {
  readonly targets: readonly string[]
  /** `@rx`, `!@rx`, `@pmFromFile`, ... */
  readonly operator: string
  readonly operand: string
  readonly actions: readonly string[]
}

/** The rules of one file that detect something: those that only set, skip or add up have no paranoia level. */
export function readRules(text: string): Rule[] {
  const rules: Rule[] = []
  let links: Link[] = []
  for (const directive of readDirectives(text).filter(({ name }) => name === 'SecRule')) {
    const link = readLink(directive)
    links.push(link)
    if (link.actions.includes('chain')) continue
    rules.push(...toRule(links))
    links = []
  }
  return rules
}

function readLink({ args: [targets = '', operation = '', actions = ''] }: Directive): Link {
  const [, operator = '@rx', operand = ''] = /^(!?@\w+)?\s*(.*)$/s.exec(operation) ?? []
  return { targets: targets.split('|'), operator, operand, actions: readActions(actions) }
}

function toRule(links: readonly Link[]): Rule[] {
  const actions = links.flatMap(link => link.actions)
  const find = (pattern: RegExp) => actions.map(action => pattern.exec(action)?.[1]).find(found => found !== undefined)
  const paranoiaLevel = find(/^setvar:'?tx\.\w*anomaly_score_pl(\d)/)
  const severity = find(/^severity:'?(\w+)/)
  if (paranoiaLevel === undefined || severity === undefined) return []
  return [{ id: Number(find(/^id:(\d+)/)), paranoiaLevel: Number(paranoiaLevel), severity, links }]
}
