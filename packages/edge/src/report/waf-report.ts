import { auditRules, endpoints } from '@palisade/contracts'
import { escapeForTerminal } from '@palisade/security/privacy'
import { pathPattern } from '../nginx/render-routes.ts'

/** A line of ModSecurity's audit log in JSON, as far as it is read here. */
type Audited = {
  readonly transaction: {
    readonly request: { readonly method: string; readonly uri: string }
    readonly messages: readonly {
      readonly message: string
      readonly details: { readonly ruleId: string; readonly match: string; readonly data: string }
    }[]
  }
}

/** All matches of one rule in one part of the inspection requests for one endpoint. */
type Finding = {
  readonly rule: string
  readonly place: string
  /** What a person does about it: the line for infra/shared/modsecurity/exclusions.conf, or why there is none. */
  readonly advice: string
  requests: number
  blocked: number
  readonly examples: Set<string>
}

/** The rules of decision.conf find nothing themselves. The first adds up; in log-only mode its requests are let through. */
const THRESHOLD = String(auditRules.threshold)
const DECISION: readonly string[] = Object.values(auditRules).map(String)

const MOST_EXAMPLES = 3
const EXAMPLE_CHARACTERS = 100

/** All that an inspection request has (infra/shared/njs/request.js), by the names that ModSecurity gives to it. */
const PARTS = new Map([
  ['ARGS:line', 'a line of text'],
  ['ARGS:text', 'text of several lines'],
  ['REQUEST_HEADERS:User-Agent', 'header user-agent'],
])

/**
 * What an audit log says of each rule, as text for a terminal. Memory grows with the contracts and the rules, and not with
 * the log or with names that clients invent.
 */
export async function reportOf(lines: AsyncIterable<string>): Promise<string> {
  const findings = new Map<string, Finding>()
  const counts = { requests: 0, blocked: 0, unreadable: 0 }
  for await (const line of lines) {
    if (line.trim() === '') continue
    try {
      const isBlocked = count(findings, (JSON.parse(line) as Audited).transaction)
      counts.requests += 1
      counts.blocked += Number(isBlocked)
    } catch {
      counts.unreadable += 1
    }
  }
  const sorted = [...findings.values()].sort((a, b) => b.blocked - a.blocked || b.requests - a.requests)
  return [
    `${counts.requests} requests matched a rule, ${counts.blocked} of them reached the threshold.`,
    ...(counts.unreadable > 0 ? [`${counts.unreadable} lines are no JSON of an audit log.`] : []),
    ...[...Map.groupBy(sorted, ({ rule }) => rule)].flatMap(([rule, found]) => ['', rule, ...found.flatMap(describe)]),
    '',
  ].join('\n')
}

function count(findings: Map<string, Finding>, { request, messages }: Audited['transaction']): boolean {
  const endpoint = endpointOf(request)
  const isBlocked = messages.some(({ details }) => details.ruleId === THRESHOLD)
  const found = new Map<Finding, string>()
  for (const { message, details } of messages) {
    if (DECISION.includes(details.ruleId)) continue
    const { variable, value } = readMatch(details)
    // Clients name the variables: of one that no inspection request has, only the collection is kept.
    const place = `${endpoint} · ${PARTS.get(variable) ?? variable.replace(/:.*/s, ': not declared')}`
    const key = `${details.ruleId} ${place}`
    const finding = findings.get(key) ?? {
      rule: `${Number(details.ruleId)}  ${printable(message)}`,
      place: printable(place),
      advice: advise(Number(details.ruleId), variable),
      requests: 0,
      blocked: 0,
      examples: new Set<string>(),
    }
    findings.set(key, finding)
    found.set(finding, value)
  }
  for (const [finding, value] of found) {
    finding.requests += 1
    finding.blocked += Number(isBlocked)
    if (finding.examples.size < MOST_EXAMPLES) finding.examples.add(printable(value))
  }
  return isBlocked
}

function endpointOf({ method, uri }: { readonly method: string; readonly uri: string }): string {
  const path = uri.replace(/\?.*$/s, '')
  const isCalled = (endpoint: (typeof endpoints)[keyof typeof endpoints]) =>
    endpoint.method === method && new RegExp(`^${pathPattern(endpoint)}$`).test(path)
  return Object.values(endpoints).find(isCalled)?.id ?? 'not declared'
}

/**
 * ModSecurity's own words in `match` name the variable before they quote it. Rules that parse instead of comparing have
 * theirs in `data`, behind the name of the parser; in other rules `data` is what the client wrote, who could name any
 * variable.
 */
function readMatch({ data, match }: { readonly data: string; readonly match: string }) {
  const matched = /against variable `([^']*)' \(Value: `(.*)' \)/s.exec(match)
  const parsed = /^Matched Data: [^:]{1,40} found within ([A-Z_]+(?::[^:]*)?): (.*)$/s.exec(data)
  const [, variable = '', value = ''] = matched ?? parsed ?? []
  return { variable, value }
}

function advise(ruleId: number, variable: string): string {
  if (ruleId < 900_000) return 'no exclusion: change the rule in infra/shared/modsecurity'
  if (!PARTS.has(variable)) return 'no exclusion: not a part of an inspection request'
  return `SecRuleUpdateTargetById ${ruleId} "!${variable}"`
}

function describe({ place, requests, blocked, examples, advice }: Finding): string[] {
  return [
    `  ${place} · ${requests} requests, ${blocked} at the threshold`,
    ...[...examples].map(example => `    > ${example}`),
    `    ${blocked > 0 ? advice : 'no exclusion needed: no score reached the threshold'}`,
  ]
}

/** The beginning of a text that an attacker may have written. */
function printable(text: string): string {
  const characters = [...text]
  const escaped = escapeForTerminal(characters.slice(0, EXAMPLE_CHARACTERS).join(''))
  return characters.length > EXAMPLE_CHARACTERS ? `${escaped}…` : escaped
}
