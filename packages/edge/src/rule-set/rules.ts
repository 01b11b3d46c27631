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
  for (const [name, ...args] of readDirectives(text)) {
    if (name !== 'SecRule') continue
    const link = readLink(args)
    links.push(link)
    if (link.actions.includes('chain')) continue
    rules.push(...toRule(links))
    links = []
  }
  return rules
}

/**
 * Each directive, such as `SecRule ARGS "@rx x" "id:1"`, as its name and its arguments without their quotes. Quotes inside
 * an argument keep their backslash, as ModSecurity wants them back.
 */
export function readDirectives(text: string): string[][] {
  const lines = text
    .replace(/^[ \t]*#.*$/gm, '')
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
  return lines
    .map(line => [...line.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''))
    .filter(directive => directive.length > 0)
}

/** The actions of a rule. Commas inside single quotes part nothing. */
export function readActions(text: string): string[] {
  const actions = text.match(/(?:[^,'\\]|\\.|'(?:[^'\\]|\\.)*')+/g) ?? []
  return actions.map(action => action.trim()).filter(action => action !== '')
}

function readLink([targets = '', operation = '', actions = '']: readonly string[]): Link {
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
