import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A rule that matched, and what it looked at. */
export type Match = {
  readonly ruleId: number
  /** What the rule says of itself. */
  readonly message: string
  /** As ModSecurity names it: `ARGS:text`. */
  readonly variable: string
  /** What was found there, as the rule saw it after its transformations. */
  readonly value: string
}

export type AuditedRequest = {
  readonly method: string
  readonly path: string
  /** Whether its score reached the threshold: in log-only mode such a request has been let through all the same. */
  readonly blocked: boolean
  readonly matches: readonly Match[]
}

/** The rules of decision.conf: the sum of what others found, and whose request it was. */
const DECISION = '10990'
const EVALUATION: readonly string[] = [DECISION, '10991']

type Line = {
  readonly transaction: {
    readonly request: { readonly method: string; readonly uri: string }
    readonly messages: readonly {
      readonly message: string
      readonly details: { readonly ruleId: string; readonly match: string; readonly data: string }
    }[]
  }
}

/** Reads ModSecurity's audit log in JSON, line by line; undefined for a line that is none. */
export async function* readAuditLog(input: Readable): AsyncGenerator<AuditedRequest | undefined> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') yield parse(line)
  }
}

function parse(line: string): AuditedRequest | undefined {
  try {
    const { request, messages } = (JSON.parse(line) as Line).transaction
    const isEvaluation = (ruleId: string) => EVALUATION.includes(ruleId)
    return {
      method: String(request.method),
      path: String(request.uri).replace(/\?.*$/s, ''),
      blocked: messages.some(({ details }) => details.ruleId === DECISION),
      matches: messages
        .filter(({ details }) => !isEvaluation(details.ruleId))
        .map(({ message, details }) => ({ ruleId: Number(details.ruleId), message, ...readPlace(details) })),
    }
  } catch {
    return undefined
  }
}

/**
 * ModSecurity's own words in `match` name the variable before they quote it. Rules that parse instead of comparing have
 * theirs in `data`: there, what stands in front is the parser's. In other rules it is what the client wrote, who could
 * name any field.
 */
function readPlace({ data, match }: { data: string; match: string }): Pick<Match, 'variable' | 'value'> {
  const matched = /against variable `([^']*)' \(Value: `(.*)' \)/s.exec(match)
  const parsed = /^Matched Data: [^:]{1,40} found within ([A-Z_]+(?::[^:]*)?): (.*)$/s.exec(data)
  const [, variable = '', value = ''] = matched ?? parsed ?? []
  return { variable, value }
}
