import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createMobileSession } from '@palisade/mobile-client/session'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { call } from '../support/http.ts'

type Sent = { what: string; status: number; headers: IncomingHttpHeaders }

const { password } = inject('target')
const email = 'member@acme.test'
const passphrase = 'a passphrase for tests'
let folder: string
let baseUrl: string
let sent: Sent[] = []

/** Passes on what the client sends to the server under test, as it is, and writes it down. */
const recorder = createServer(async (request, response) => {
  const { method = '', url = '', headers } = request
  const body = await text(request)
  const { host: _, connection: __, ...own } = headers as Record<string, string>
  const answer = await call(url, { method, headers: own, ...(body && { body }) })
  sent.push({ what: `${method} ${url.split('?')[0]}`, status: answer.status, headers })
  const { 'transfer-encoding': ___, connection: ____, 'keep-alive': _____, ...answered } = answer.headers
  response.writeHead(answer.status, answered).end(answer.text)
})
// Sealing a session takes seconds on a busy machine: the client's next request must not meet a closing connection.
recorder.keepAliveTimeout = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-mobile-'))
  recorder.listen(0, '127.0.0.1')
  await once(recorder, 'listening')
  const address = recorder.address()
  baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})

afterAll(async () => {
  recorder.close()
  await rm(folder, { recursive: true })
})

/** Runs the client as its user does, who types these lines. */
async function use(lines: string[], env: Record<string, string> = {}) {
  sent = []
  const { DBUS_SESSION_BUS_ADDRESS: _, ...own } = process.env
  const answers = { MOBILE_PASSPHRASE: passphrase, MOBILE_EMAIL: email, MOBILE_PASSWORD: password }
  const child = spawn(process.execPath, ['apps/mobile-client/src/main.ts', baseUrl], {
    env: { ...own, ...answers, ...env, XDG_STATE_HOME: folder },
  })
  child.stdin.end(lines.map(line => `${line}\n`).join(''))
  const [screen, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { screen, errors, code, requests: sent.map(({ what, status }) => `${status} ${what}`) }
}

const stored = () => readdir(join(folder, 'palisade-mobile'))

test('[S18] [S73] an app signs in once, places an order, stays signed in, and signs out for good', async () => {
  const first = await use(['order LAMP-07 2 7450', 'orders', 'quit'])
  expect(first).toMatchObject({ errors: '', code: 0 })
  expect(first.requests).toEqual([
    '200 POST /api/auth/sign-in',
    '201 POST /api/orders',
    expect.stringMatching(/^200 POST \/api\/orders\/[0-9a-f-]+\/transitions$/),
    '200 GET /api/orders',
  ])
  const [, reference] = /placed (ORD-[0-9A-F]+)/.exec(first.screen) ?? []
  expect(first.screen).toMatch(new RegExp(`${reference}  placed +149\\.00  CHF  Member of Acme Trading`))
  expect(await stored()).toHaveLength(1)

  const second = await use(['orders', 'sign-out'])
  expect(second.requests).toEqual(['200 POST /api/auth/refresh', '200 GET /api/orders', '204 DELETE /api/auth/refresh'])
  expect(second.screen).toContain(reference)
  expect(await stored()).toEqual([])
})

test('[S105] it sends no Origin and no cookie, shows no secret, and no other passphrase opens its session', async () => {
  const { screen, errors } = await use(['orders', 'quit'])
  for (const { headers } of sent) expect(headers).not.toHaveProperty(['origin'])
  for (const { headers } of sent) expect(headers).not.toHaveProperty(['cookie'])
  for (const secret of [passphrase, password]) expect(screen + errors).not.toContain(secret)

  const stranger = await use(['orders'], { MOBILE_PASSPHRASE: 'another passphrase' })
  expect(stranger).toMatchObject({ code: 1, requests: [] })
  expect(stranger.errors).toContain('the passphrase does not open the stored session')
  await use(['sign-out'])
})

test('[S67] calls whose token has become invalid are repeated after one refresh for all of them', async () => {
  let stored: string | undefined
  let spoiled = 0
  const session = createMobileSession({
    baseUrl,
    storage: {
      load: async () => stored,
      save: async secret => {
        stored = secret
      },
      clear: async () => {
        stored = undefined
      },
    },
    fetch: (url, init) => {
      const headers = new Headers(init?.headers)
      if (spoiled > 0 && headers.has('authorization')) {
        spoiled -= 1
        headers.set('authorization', `${headers.get('authorization')?.slice(0, -6)}AAAAAA`)
      }
      return fetch(url, { ...init, headers })
    },
  })
  expect(await session.signIn({ email, password })).toMatchObject({ ok: true, user: { email } })
  const before = stored
  sent = []
  spoiled = 3
  const answers = await Promise.all(Array.from({ length: 3 }, () => session.call('auth.who-am-i')))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(sent.filter(({ what }) => what.endsWith('refresh'))).toHaveLength(1)
  expect(stored).not.toBe(before)

  await session.signOut()
  expect(await session.restore()).toBeUndefined()
})

test('[B6] a refresh whose answer gets lost goes on as the same attempt, and a sign-out that fails can be tried again', async () => {
  let stored: string | undefined
  let lost: 'nothing' | 'answers' | 'requests' = 'nothing'
  const open = () =>
    createMobileSession({
      baseUrl,
      storage: {
        load: async () => stored,
        save: async secret => {
          stored = secret
        },
        clear: async () => {
          stored = undefined
        },
      },
      fetch: async (url, init) => {
        if (lost === 'requests') throw new TypeError('no network')
        const answer = await fetch(url, init)
        if (lost === 'answers') throw new TypeError('no network')
        return answer
      },
    })
  await open().signIn({ email, password })
  const before = stored
  lost = 'answers'
  await expect(open().restore()).rejects.toThrow('no network')
  expect(stored).toBe(before)
  lost = 'nothing'
  // The app was closed in between.
  const session = open()
  expect(await session.restore()).toMatchObject({ email })
  expect(stored).not.toBe(before)

  lost = 'requests'
  await expect(session.signOut()).rejects.toThrow('no network')
  lost = 'nothing'
  expect((await session.call('auth.who-am-i')).status).toBe(200)
  await session.signOut()
  expect(stored).toBeUndefined()
})
