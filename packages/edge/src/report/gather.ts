import type { Endpoint } from '@palisade/contracts'
import type { AuditedRequest, Match } from './audit-log.ts'
import { type Field, findEndpoint, findField } from './fields.ts'
import { looksLikeAttack } from './suspicion.ts'

/** All matches of one rule in one field of one endpoint. */
export type Finding = {
  readonly ruleId: number
  readonly message: string
  readonly endpoint: string
  /** What the rule has looked at, or the variable of ModSecurity where that is nothing of an inspection request. */
  readonly field: string
  /** How an exclusion names the field; undefined where there is nothing to exclude. */
  readonly target: string | undefined
  requests: number
  blocked: number
  attacks: number
  /** A harmless one as soon as there is one. */
  example: string
}

export type Gathered = {
  requests: number
  blocked: number
  broken: number
  readonly findings: Map<string, Finding>
}

/** Variables are named by whoever sends them: of those that nobody declared, only the collection is kept. */
const UNDECLARED = 'not declared'

/** Counts a whole log. What is kept grows with the contracts and the rules, not with the log. */
export async function gather(
  log: AsyncIterable<AuditedRequest | undefined>,
  endpoints: readonly Endpoint[],
): Promise<Gathered> {
  const gathered: Gathered = { requests: 0, blocked: 0, broken: 0, findings: new Map() }
  for await (const request of log) {
    if (request === undefined) gathered.broken += 1
    else add(gathered, request, findEndpoint(endpoints, request))
  }
  return gathered
}

function add(gathered: Gathered, request: AuditedRequest, endpoint: Endpoint | undefined): void {
  gathered.requests += 1
  if (request.blocked) gathered.blocked += 1
  const byVariable = Map.groupBy(request.matches, ({ variable }) => variable)
  for (const [variable, matches] of byVariable) {
    const field = endpoint && findField(variable)
    const rules = new Map(matches.map(match => [match.ruleId, match]))
    for (const match of rules.values()) {
      const finding = find(gathered, match, endpoint, field)
      const isAttack = looksLikeAttack(match.value, rules.size)
      if (!isAttack && finding.attacks === finding.requests) finding.example = match.value
      finding.requests += 1
      if (request.blocked) finding.blocked += 1
      if (isAttack) finding.attacks += 1
    }
  }
}

function find({ findings }: Gathered, match: Match, endpoint: Endpoint | undefined, field: Field | undefined): Finding {
  const { ruleId, message, variable, value } = match
  const name = field?.name ?? variable.replace(/:.*/s, ': '.concat(UNDECLARED))
  const key = `${ruleId} ${endpoint?.id} ${name}`
  const found = findings.get(key)
  if (found) return found
  const counted = { requests: 0, blocked: 0, attacks: 0, example: value }
  const id = endpoint?.id ?? UNDECLARED
  const created: Finding = { ruleId, message, endpoint: id, field: name, target: field?.target, ...counted }
  findings.set(key, created)
  return created
}
