import { describe, expect, it } from 'vitest'
import {
  allLogs,
  expectBlocked,
  expectFault,
  expectNotAudited,
  expectNothingOf,
  inspectionOf,
} from './edge-expectations.ts'
import { knownDevice, refreshToken, script } from './edge-samples.ts'
import { logOf, missingEdge, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const hidden = 'hunter2'
const pattern = 'is not in the required format'

describe.skipIf(skipped)(`secrets at the edge${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const post = (path: string, json: unknown, headers = {}) =>
    send(running.edge, `/api/auth/${path}`, { json, headers: { 'user-agent': 'node', ...headers } })

  it('a password may look like an attack: no rule inspects it, and no log holds it or a token', async () => {
    const token = 'eyJhbGciOiJFZERTQSJ9.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl'
    const headers = {
      authorization: `Bearer ${token}`,
      cookie: `__Host-refresh_token=${refreshToken}; __Host-known_device=${knownDevice}`,
    }
    const json = { email: 'ada@example.org', password: `' OR 1=1; <script>alert("${hidden}")</script>` }
    const signedIn = await post('sign-in', json, headers)
    expect([signedIn.status, await inspectionOf(running.edge, signedIn)]).toEqual([200, 'unneeded'])
    expect(running.echo.seen.at(-1)?.body).toBe(JSON.stringify(json))
    const unknown = await post('sign-in', json, { ...headers, 'user-agent': 'an unknown client' })
    expect([unknown.status, await inspectionOf(running.edge, unknown)]).toEqual([200, 'clean'])

    const signUp = { password: json.password, name: script }
    const answer = await expectNothingOf(running, () => post('sign-up/completion', signUp, headers))
    await expectBlocked(running.edge, answer)
    const agent = await expectNothingOf(running, () =>
      post('sign-in', json, { ...headers, 'user-agent': '() { :; };' }),
    )
    await expectBlocked(running.edge, agent)
    const logs = await allLogs(running.edge)
    for (const secret of [hidden, 'c2VjcmV0', refreshToken, knownDevice]) expect(logs).not.toContain(secret)
  })

  it('an undeclared field beside a password is refused', async () => {
    const password = 'a\\" \\\\ <script>alert(1)</script> \' or 1=1--'
    const signIn = (fields: string) =>
      send(running.edge, '/api/auth/sign-in', {
        body: `{"email":"a@b.example",${fields}}`,
        headers: { 'user-agent': 'node', 'content-type': 'application/json' },
      })
    expect((await signIn(`"password":"${password}"`)).status).toBe(200)
    const answer = await expectNothingOf(running, () => signIn(`"password":"${password}","refreshTokenIn":"${script}"`))
    expectFault(answer, '/refreshTokenIn', 'must be one of: cookie, body')
    await expectNotAudited(running.edge, answer)
  })

  it.each<[string, object, string, string]>([
    ['refresh', { refreshToken: `${hidden}${script}` }, '/refreshToken', pattern],
    ['refresh', { refreshToken: `${'A'.repeat(43)}\n${hidden}` }, '/refreshToken', pattern],
    ['sign-in', { password: 'a', deviceToken: `${hidden}' OR 1=1--` }, '/deviceToken', pattern],
    ['sign-in', { password: hidden.repeat(80) }, '/password', 'must have at most 512 characters'],
    ['sign-in', { password: { [hidden]: hidden } }, '/password', 'must be of type string'],
    ['sign-up/completion', { password: hidden.repeat(80) }, '/password', 'must have at most 512 characters'],
    ['second-factor', { challenge: `${hidden}.\`id\`.x`, code: '123456' }, '/challenge', pattern],
    ['second-factor', { challenge: 'a.b.c', code: `${hidden};id` }, '/code', pattern],
    ['step-up', { code: `$(${hidden})` }, '/code', pattern],
  ])('[S58] a secret out of its form is refused without the WAF, and no log holds it: %s %j', async (...given) => {
    const [path, json, pointer, detail] = given
    const answer = await expectNothingOf(running, () => post(path, json))
    expectFault(answer, pointer, detail)
    expect(answer.text).not.toContain(hidden)
    await logOf(running.edge, answer.headers['x-request-id'])
    await expectNotAudited(running.edge, answer)
    expect(await allLogs(running.edge)).not.toContain(hidden)
  })
})
