import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logStoreProgram, type NativeLogStore, startLogStore } from '../support/native/index.ts'

const line = JSON.stringify({ event: 'request', requestId: randomUUID().replaceAll('-', '') })
const nanoseconds = BigInt(Date.now()) * 1_000_000n

/** A field of protobuf that contains a text or other fields, of less than 16 KB. */
function field(number: number, content: string | readonly Buffer[]): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.concat(content)
  return Buffer.concat([Buffer.from([(number << 3) | 2, (bytes.length & 127) | 128, bytes.length >> 7]), bytes])
}

/** Of opentelemetry-proto: the fields of `ExportLogsServiceRequest` for one line. */
function otlpRequest(log: string): Buffer {
  const attribute = (key: string, value: string) => field(1, [field(1, key), field(2, [field(1, value)])])
  const time = Buffer.alloc(9, (1 << 3) | 1)
  time.writeBigUInt64LE(nanoseconds, 1)
  const resource = field(1, [attribute('host', 'host-1'), attribute('log', log)])
  return field(1, [resource, field(2, [field(2, [time, field(5, [field(1, line)])])])])
}

const entry = { host: 'host-1', _msg: line }

/** One line in the wire format of each protocol. */
const protocols = {
  'the push API of Loki': {
    log: 'loki',
    // Otherwise the store takes a line of JSON apart, and keeps no line.
    path: '/insert/loki/api/v1/push?disable_message_parsing=1',
    type: 'application/json',
    body: JSON.stringify({
      streams: [{ stream: { host: 'host-1', log: 'loki' }, values: [[String(nanoseconds), line]] }],
    }),
  },
  'the bulk requests of Elasticsearch': {
    log: 'elasticsearch',
    path: '/insert/elasticsearch/_bulk',
    type: 'application/x-ndjson',
    body: `{"create":{}}\n${JSON.stringify({ ...entry, log: 'elasticsearch', _time: new Date() })}\n`,
  },
  'OTLP over HTTP': {
    log: 'otlp',
    path: '/insert/opentelemetry/v1/logs',
    type: 'application/x-protobuf',
    body: otlpRequest('otlp'),
  },
}

describe.runIf(logStoreProgram)('[S84] the store takes a line by', () => {
  let store: NativeLogStore

  beforeAll(async () => {
    store = await startLogStore()
  })
  afterAll(() => store?.stop())

  test.each(Object.entries(protocols))('%s', async (_, { log, path, type, body }) => {
    const response = await fetch(`${store.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(Buffer.from(body)),
    })
    expect(response.ok).toBe(true)
    await expect.poll(() => store.query(`log:${log}`)).toEqual([expect.objectContaining({ ...entry, log })])
  })

  test('and refuses OTLP in JSON', async () => {
    const path = '/insert/opentelemetry/v1/logs'
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${store.url}${path}`, { method: 'POST', headers, body: '{"resourceLogs":[]}' })
    expect(response.status).toBe(400)
  })
})
