import { randomBytes, randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { call, post } from '../support/http.ts'
import type { ReceivedSpan } from '../support/otlp-receiver.ts'
import { draft } from '../support/samples.ts'
import { signIn, tokenOf } from '../support/users.ts'

const { spansUrl = '', password } = inject('target')

async function spansOf(traceId: unknown): Promise<ReceivedSpan[]> {
  const spans = (await (await fetch(spansUrl)).json()) as ReceivedSpan[]
  return spans.filter(span => span.traceId === traceId)
}

/** The names of a span and of those above it, each with its service. */
function pathOf(span: ReceivedSpan, spans: readonly ReceivedSpan[]): string {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
  const own = `${span.service} ${span.name}`
  return parent ? `${pathOf(parent, spans)} > ${own}` : own
}

/** Waits until the trace has these spans, each under its parents. */
async function expectSpans(traceId: unknown, expected: readonly string[]): Promise<ReceivedSpan[]> {
  let spans: ReceivedSpan[] = []
  const paths = async () => {
    spans = await spansOf(traceId)
    return spans.map(span => pathOf(span, spans))
  }
  await expect.poll(paths).toEqual(expect.arrayContaining([...expected]))
  return spans
}

test('[S86] [B4] a request is one trace from the edge to Redis and the database, under its request id', async () => {
  const { headers, status } = await call('/api/orders', { token: await tokenOf('owner') })
  expect(status).toBe(200)
  const path = 'GET /api/orders'
  const spans = await expectSpans(headers['x-request-id'], [
    `edge ${path}`,
    `edge ${path} > api ${path}`,
    ...['cors', 'allow-list', 'authenticate', 'admit', 'authorize'].map(
      layer => `edge ${path} > api ${path} > api ${layer}`,
    ),
    `edge ${path} > api ${path} > api admit > api redis admit`,
    `edge ${path} > api ${path} > api handler > api SELECT`,
  ])
  const [edge, api] = ['edge', 'api'].map(of => spans.find(({ service, name }) => service === of && name === path))
  expect(api?.attributes).toMatchObject({ 'http.route': '/api/orders', 'request.id': headers['x-request-id'] })
  expect(BigInt(edge?.startTimeUnixNano ?? 0)).toBeLessThanOrEqual(BigInt(api?.startTimeUnixNano ?? 0))
})

test('[S86] a refused request shows the layer that refused it', async () => {
  const { headers } = await call('/api/orders')
  const spans = await expectSpans(headers['x-request-id'], [
    'edge GET /api/orders > api GET /api/orders > api authenticate',
  ])
  const refusing = spans.filter(({ attributes }) => attributes['error.type'] !== undefined)
  expect(refusing.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
    ['authenticate', 'unauthenticated'],
  ])
})

test('[S86] the trace of a request goes on in the job that it queued, and in the mail of that job', async () => {
  const { headers, status } = await post('/api/auth/password-reset', { email: 'partner@acme.test' })
  expect(status).toBe(202)
  const request = 'edge POST /api/auth/password-reset > api POST /api/auth/password-reset > api handler'
  const spans = await expectSpans(headers['x-request-id'], [`${request} > api INSERT`])
  const job = () => spansOf(headers['x-request-id']).then(all => all.map(span => pathOf(span, all)))
  await expect.poll(job).toContainEqual(expect.stringMatching(/> worker job mail\.send > worker SMTP send$/))
  await expect.poll(job).toContainEqual(expect.stringMatching(/> worker job mail\.send > worker SELECT$/))
  expect(spans.length).toBeGreaterThan(0)
})

test('[S86] a client chooses neither the id of a trace nor its parent', async () => {
  const traceId = randomBytes(16).toString('hex')
  const forged = {
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    'x-request-time': '1000000000.000 0.001',
    'x-request-id': traceId,
  }
  const { headers } = await call('/api/orders', { token: await tokenOf('owner'), headers: forged })
  const spans = await expectSpans(headers['x-request-id'], ['edge GET /api/orders'])
  expect(await spansOf(traceId)).toEqual([])
  const earliest = BigInt(Date.now() - 60_000) * 1_000_000n
  expect(spans.filter(({ startTimeUnixNano }) => BigInt(startTimeUnixNano) < earliest)).toEqual([])
})

test('[S86] [S82] no span has a secret, an email address or a text of a person', async () => {
  const note = `a note of a person ${randomUUID()}`
  const token = await tokenOf('owner')
  await signIn('member@acme.test')
  const answer = await call('/api/orders', { method: 'POST', token, json: { ...draft, note } })
  await expectSpans(answer.headers['x-request-id'], ['edge POST /api/orders'])
  const text = await (await fetch(spansUrl)).text()
  for (const secret of [note, password, token, '@acme.test', '$argon2']) expect(text).not.toContain(secret)
})
