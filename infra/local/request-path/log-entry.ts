/** The layers that log a request, in the order in which it passes them. */
export const places = ['edge', 'waf', 'api', 'worker'] as const

export type Place = (typeof places)[number]

/** One line of a log about one request. */
export type LogEntry = {
  place: Place
  /** In milliseconds since 1970. */
  at: number
  requestId: string
  /** The facts of the line, as text. */
  what: string
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads a line of the edge's access log, of ModSecurity's audit log, or of the log of the API or a worker. It skips text before the
 * JSON, such as the service name that Docker Compose adds.
 * @returns undefined for every other line
 */
export function readLogLine(line: string): LogEntry | undefined {
  const begin = line.indexOf('{')
  if (begin < 0) return undefined
  try {
    const fields: Fields = Object(JSON.parse(line.slice(begin)))
    if (fields['transaction']) return readAuditLine(Object(fields['transaction']))
    if (typeof fields['requestId'] !== 'string') return undefined
    return fields['service'] === undefined ? readAccessLine(fields) : readServiceLine(fields)
  } catch {
    return undefined
  }
}

function readAccessLine(fields: Fields): LogEntry {
  const { method, path, status, seconds, endpoint, inspection, upstream, limit } = fields
  const facts = [
    `${method} ${path} ${status}`,
    `${Math.round(Number(seconds) * 1_000)} ms`,
    endpoint ? String(endpoint) : 'no declared endpoint',
    inspection && `WAF ${inspection}`,
    limit === 'REJECTED' && 'refused by the limit of its address',
    upstream ? `asked ${upstream}` : 'answered by the edge itself',
  ]
  return entryOf('edge', fields['time'], fields['requestId'], facts)
}

type Matched = { message?: string; details?: { ruleId?: string } }

function readAuditLine(transaction: Fields): LogEntry {
  const { http_code: status } = Object(transaction['response'])
  const messages: Matched[] = Array.isArray(transaction['messages']) ? transaction['messages'] : []
  const rules = messages.map(({ message, details }) => `${details?.ruleId} ${message}`)
  return entryOf('waf', transaction['time_stamp'], transaction['unique_id'], [String(status), ...rules])
}

/** Fields that every line has, or that have a column of their own. */
const notFacts = new Set(['level', 'time', 'service', 'requestId', 'msg', 'event', 'err'])

function readServiceLine(fields: Fields): LogEntry {
  const err = fields['err'] && Object(fields['err']).message
  const facts = Object.entries(fields).flatMap(([name, value]) =>
    notFacts.has(name) || value === null ? [] : `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  )
  const place = fields['service'] === 'worker' ? 'worker' : 'api'
  const event = String(fields['event'] ?? fields['msg'])
  return entryOf(place, fields['time'], fields['requestId'], [event, ...facts, err && `error: ${err}`])
}

function entryOf(place: Place, time: unknown, requestId: unknown, facts: readonly unknown[]): LogEntry {
  const what = facts.filter(Boolean).join(' · ')
  return { place, at: Date.parse(String(time)), requestId: String(requestId), what }
}
