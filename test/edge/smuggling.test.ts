import { describe, expect, it } from 'vitest'
import { expectNothingOf, expectProblem, shellshock } from './edge-expectations.ts'
import { token } from './edge-samples.ts'
import { sendByHttp2 } from './http2-client.ts'
import { missingEdge, sendRaw, useEdge } from './test-client.ts'

const skipped = missingEdge()

describe.skipIf(skipped)(`request smuggling${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const raw = (line: string, ...fields: string[]) =>
    sendRaw(
      running.edge,
      [line, 'Host: localhost', 'User-Agent: node', ...fields, 'Connection: close', '', ''].join('\r\n'),
    )

  it('of two fields of one name, the API receives the validated one, or none', async () => {
    for (const second of ['Bearer <script>', "' or 1=1", `Bearer ${token}`]) {
      for (const pair of [
        [`Authorization: Bearer ${token}`, `Authorization: ${second}`],
        [`User-Agent: ${second}`, `Accept: ${second}`],
      ]) {
        const before = running.echo.seen.length
        await raw('GET /api/orders HTTP/1.1', ...pair)
        for (const { headers } of running.echo.seen.slice(before)) {
          expect(headers).not.toHaveProperty('accept')
          expect([undefined, `Bearer ${token}`]).toContain(headers.authorization)
          expect(headers['user-agent']).toBe('node')
        }
      }
    }
  })

  it.each([
    ['a field that goes on in the next line', 'GET /api/orders HTTP/1.1', 'Authorization: Bearer a.b.c\r\n <script>'],
    ['a space before the colon', 'GET /api/orders HTTP/1.1', 'Authorization : <script>'],
    ['a line feed alone in a field', 'GET /api/orders HTTP/1.1', 'Accept: */*\n<script>alert(1)</script>: x'],
    ['a null byte in a field', 'GET /api/orders HTTP/1.1', 'Accept: */*\0<script>'],
    ['a null byte in the address', 'GET /api/orders?limit=5\0<script> HTTP/1.1', 'Accept: */*'],
    ['a tab in the address', 'GET /api/orders?limit=5\t<script> HTTP/1.1', 'Accept: */*'],
    ['bytes that are no UTF-8 in the address', 'GET /api/orders?status=paid\xc0\xbc HTTP/1.1', 'Accept: */*'],
    [
      'an address that begins with a host',
      'GET http://evil.example/api/orders?status=<script> HTTP/1.1',
      'Accept: */*',
    ],
    ['a length and chunks', 'GET /api/orders HTTP/1.1', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
    ['a length that is signed', 'GET /api/orders HTTP/1.1', 'Content-Length: +0'],
  ])('%s does not reach the API', async (_, line, field) => {
    const before = running.echo.seen.length
    await raw(line, field)
    for (const seen of running.echo.seen.slice(before)) expect(JSON.stringify(seen)).not.toMatch(/<script>|evil/)
  })

  it('field names with an underscore are dropped', async () => {
    await raw('GET /api/orders HTTP/1.1', 'If_Match: <script>', 'X_Edge_Endpoint: orders.create', 'Content_Type: x')
    const names = Object.keys(running.echo.seen.at(-1)?.headers ?? {})
    expect(names.filter(name => /if|edge|content/.test(name))).toEqual([])
  })

  describe('by HTTP/2', () => {
    const ask = async (headers: Record<string, string>, body?: string) =>
      (await sendByHttp2(running.edge, headers, body)).headers

    it('the same requests are safe, and the same are refused', async () => {
      expect((await ask({ ':path': '/api/orders?limit=5' }))[':status']).toBe(200)
      expect((await ask({ ':path': '/api/orders?limit=5&limit=6' }))[':status']).toBe(400)
      expect((await ask({ ':path': "/api/orders?cursor=' or 1=1" }))[':status']).toBe(400)
      const attack = () => ask({ 'user-agent': shellshock })
      expect((await expectNothingOf(running, attack))[':status']).toBe(403)
      const scanner = () => ask({ 'user-agent': 'sqlmap/1.7' })
      expect((await expectNothingOf(running, scanner))[':status']).toBe(403)
    })

    it('an unannounced body is not forwarded', async () => {
      const before = running.echo.seen.length
      const answer = await ask({ ':method': 'GET' }, 'x'.repeat(100))
      expect([400, 413]).toContain(answer[':status'])
      for (const { body } of running.echo.seen.slice(before)) expect(body).toBe('')
    })

    it.each(["evil.example'><script>", 'evil.example', 'localhost.evil.example'])(
      'an authority that differs from the host %s is refused, and does not reach the API',
      async host => {
        const send = () => sendByHttp2(running.edge, { ':authority': 'localhost', host })
        expectProblem(await expectNothingOf(running, send), 400, 'malformed-request')
      },
    )

    it('a request that ends without an answer is logged as a line of JSON as well', async () => {
      await expect(ask({ ':path': '/livez HTTP/1.1\r\nHost: localhost' })).rejects.toThrow()
      await expect
        .poll(() => running.edge.accessLog(), { timeout: 20_000 })
        .toContainEqual(expect.objectContaining({ protocol: 'HTTP/2.0', status: 0 }))
    })
  })
})
