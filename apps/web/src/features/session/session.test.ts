import type { Client, Problem, ProblemCode, ResponseOf } from '@palisade/contracts'
import { problems, scopesOf, sessionLifetimes } from '@palisade/contracts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NetworkFailure } from '../../lib/network.ts'
import { createRefreshAttempt } from './refresh-attempt.ts'
import type { RefreshLock } from './refresh-lock.ts'
import { createSession, type SessionOptions } from './session.ts'
import type { TabMessage } from './tabs.ts'

const user: ResponseOf<'auth.refresh'>['user'] = {
  id: '0b1c6a52-5a4c-4d1c-9f1e-1f6a1c1f3c11',
  email: 'owner@acme.test',
  name: 'Olivia',
  role: 'owner',
  scopes: [...scopesOf('owner')],
  tenant: {
    id: '7a0d1f0e-93ad-4f29-8d3d-2f7b3f0f8a10',
    slug: 'acme',
    name: 'Acme',
    tier: 'pro',
    color: null,
    logo: null,
    eraseAfter: null,
  },
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('[B6] a refresh that gets no answer is repeated as the same attempt, also in another tab and after a reload', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  server.failure = new NetworkFailure('away')
  const tab = openTab()
  await tab.restore()
  await tab.restore()
  await openTab().restore()
  server.failure = undefined
  await openTab().restore()
  expect(server.attempts).toHaveLength(4)
  expect(new Set(server.attempts).size).toBe(1)
  expect(server.attempts[0]).toMatch(/^[0-9a-f-]{36}$/)
})

test('[B6] a refresh that was answered, or refused, closes its attempt', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  server.isSignedIn = false
  await tab.refresh(tab.accessToken())
  await tab.restore()
  expect(new Set(server.attempts).size).toBe(3)
})

test('[P5] a session whose tenant is closed to it offers the other tenants, and is no refresh that has no answer', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  server.tenants = [{ id: user.tenant.id, name: 'Acme', role: 'owner' }]
  expect(await tab.refresh(tab.accessToken())).toBe(false)
  expect(tab.state()).toEqual({ status: 'signed-out', because: 'not-a-member', tenants: server.tenants })
  expect(tab.accessToken()).toBeUndefined()
  server.tenants = undefined
  await tab.switchTenant(user.tenant.id)
  expect(tab.state()).toMatchObject({ status: 'signed-in' })
  expect(new Set(server.attempts).size).toBe(3)
})

test('an attempt id survives a browser that blocks storage, and foreign values in the storage', () => {
  const blocked = createRefreshAttempt(() => {
    throw new DOMException('blocked', 'SecurityError')
  })
  expect(blocked.id()).toBe(blocked.id())
  const foreign = createStorage()
  foreign.setItem('palisade-attempt', 'not an id')
  const attempt = createRefreshAttempt(() => foreign)
  expect(attempt.id()).toMatch(/^[0-9a-f-]{36}$/)
  expect(attempt.id()).toBe(attempt.id())
})

test('[S99] the access token is never written to storage', async () => {
  const written = vi.fn()
  vi.stubGlobal('localStorage', { setItem: written })
  vi.stubGlobal('sessionStorage', { setItem: written })
  vi.stubGlobal('document', {
    set cookie(value: string) {
      written(value)
    },
  })
  const { openTab } = createBrowser()
  const tab = openTab()
  await tab.signIn({ email: user.email, password: 'x' })
  await tab.refresh(tab.accessToken())
  expect(tab.accessToken()).toBe('token-2')
  expect(JSON.stringify(tab.state())).not.toContain('token-')
  expect(written).not.toHaveBeenCalled()
})

test('a page that loads restores the session with one refresh', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  expect(tab.state()).toEqual({ status: 'signed-in', user })
  expect(server.refreshes).toBe(1)
})

test('a page that loads without a session is signed out, without a message that the session ended', async () => {
  const tab = createBrowser().openTab()
  await tab.restore()
  expect(tab.state()).toEqual({ status: 'signed-out', because: 'never-signed-in' })
})

test('a page that loads while the server is unavailable is not signed out, and can try again', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  server.failure = new NetworkFailure('away')
  await tab.restore()
  expect(tab.state()).toEqual({ status: 'unreachable', error: server.failure })
  server.failure = undefined
  await tab.restore()
  expect(tab.state().status).toBe('signed-in')
})

test('several requests with the same refused token cause one refresh', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  const stale = tab.accessToken()
  expect(await Promise.all([tab.refresh(stale), tab.refresh(stale), tab.refresh(stale)])).toEqual([true, true, true])
  expect(server.refreshes).toBe(2)
})

test('[B6] tabs that refresh at the same moment cause one refresh, and hold the same token', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tabs = [openTab(), openTab(), openTab()]
  await Promise.all(tabs.map(tab => tab.restore()))
  expect(server.refreshes).toBe(1)
  expect(tabs.map(tab => tab.accessToken())).toEqual(['token-1', 'token-1', 'token-1'])
})

test('[B6] a losing tab waits for the token that is still on its way to it', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true, deliveryMs: 100 })
  const [winner, loser] = [openTab(), openTab()]
  const restored = Promise.all([winner.restore(), loser.restore()])
  await vi.advanceTimersByTimeAsync(100)
  await restored
  expect(server.refreshes).toBe(1)
  expect(loser.accessToken()).toBe('token-1')
})

test('[B6] a losing tab that gets no message refreshes on its own, and stays signed in', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true, deliveryMs: 60_000 })
  const [winner, loser] = [openTab(), openTab()]
  const restored = Promise.all([winner.restore(), loser.restore()])
  await vi.advanceTimersByTimeAsync(1_000)
  await restored
  expect(server.refreshes).toBe(2)
  expect(winner.state().status).toBe('signed-in')
  expect(loser.state()).toEqual({ status: 'signed-in', user })
})

test('a temporary failure of a refresh leaves the user signed in', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  server.failure = new NetworkFailure('away')
  await expect(tab.refresh(tab.accessToken())).rejects.toBe(server.failure)
  expect(tab.state().status).toBe('signed-in')
})

test('a refresh that the server refuses ends the session', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  server.isSignedIn = false
  expect(await tab.refresh(tab.accessToken())).toBe(false)
  expect(tab.state()).toEqual({ status: 'signed-out', because: 'ended' })
  expect(tab.accessToken()).toBeUndefined()
})

test('a switch to another tenant ends the session here when the server has ended it', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  server.isSignedIn = false
  await tab.switchTenant('7a0d1f0e-93ad-4f29-8d3d-2f7b3f0f8a11')
  expect(tab.state()).toEqual({ status: 'signed-out', because: 'ended' })
})

test('the token is renewed before it expires', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  await vi.advanceTimersByTimeAsync(sessionLifetimes.accessTokenMs - 1_000)
  expect(server.refreshes).toBe(2)
  expect(tab.accessToken()).toBe('token-2')
})

test('a page that loads while the server throttles tries again when the server allows it, and not before', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  server.retryAfterSeconds = 7
  await tab.restore()
  expect(tab.state()).toMatchObject({ status: 'unreachable', error: { retryAfterMs: 7_000 } })
  await vi.advanceTimersByTimeAsync(6_999)
  expect(server.refreshes).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(tab.state().status).toBe('unreachable')
  server.retryAfterSeconds = undefined
  await vi.advanceTimersByTimeAsync(7_000)
  expect(tab.state()).toEqual({ status: 'signed-in', user })
  expect(server.refreshes).toBe(3)
})

test('a renewal that is throttled leaves the user signed in, and is tried again when the server allows it', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  server.retryAfterSeconds = 7
  await vi.advanceTimersByTimeAsync(sessionLifetimes.accessTokenMs - 60_000)
  expect(server.refreshes).toBe(2)
  expect(tab.state()).toEqual({ status: 'signed-in', user })
  server.retryAfterSeconds = undefined
  await vi.advanceTimersByTimeAsync(7_000)
  expect(tab.accessToken()).toBe('token-2')
})

test('signing in or out in one tab signs in or out in all tabs', async () => {
  const { openTab } = createBrowser()
  const [one, other] = [openTab(), openTab()]
  await one.signIn({ email: user.email, password: 'x' })
  expect(other.state()).toEqual({ status: 'signed-in', user })
  await other.signOut()
  expect(one.state()).toEqual({ status: 'signed-out', because: 'left' })
  expect(one.accessToken()).toBeUndefined()
})

test('a sign-out that does not reach the server is reported, and leaves the user signed in', async () => {
  const { openTab, server } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  server.failure = new NetworkFailure('away')
  await expect(tab.signOut()).rejects.toBe(server.failure)
  expect(tab.state().status).toBe('signed-in')
})

test('[S95] a sign-in with a second factor continues with the code', async () => {
  const { openTab, server } = createBrowser()
  const tab = openTab()
  server.challenges = true
  await expect(tab.signIn({ email: user.email, password: 'x' })).rejects.toMatchObject({
    problem: { code: 'second-factor-required', challenge: 'a.b.c' },
  })
  expect(tab.accessToken()).toBeUndefined()
  await tab.finishSignIn({ challenge: 'a.b.c', code: '123456' })
  expect(tab.state()).toEqual({ status: 'signed-in', user })
})

test('every tab takes over the token that a change of password returns', async () => {
  const { openTab } = createBrowser({ isSignedIn: true })
  const [one, other] = [openTab(), openTab()]
  await Promise.all([one.restore(), other.restore()])
  one.continueWith(changedPassword)
  expect([one.accessToken(), other.accessToken()]).toEqual(['token-of-the-change', 'token-of-the-change'])
})

test('a change of password that is answered after the user signed out does not sign in again', async () => {
  const { openTab } = createBrowser({ isSignedIn: true })
  const tab = openTab()
  await tab.restore()
  await tab.signOut()
  tab.continueWith(changedPassword)
  expect(tab.state()).toEqual({ status: 'signed-out', because: 'left' })
  expect(tab.accessToken()).toBeUndefined()
})

describe('[P12] a switch to another tenant in another tab', () => {
  const inGlobex = { ...user, id: '2d1f6f0e-4d55-4f3e-8f1c-6a1c1f3c11aa', tenant: { ...user.tenant, name: 'Globex' } }

  /** A tab whose page would lose something, and the message of another tab. */
  async function switchElsewhere(message: TabMessage) {
    const { openTab, server, tell } = createBrowser({ isSignedIn: true })
    const held = { is: true, release: () => {} }
    const holds = {
      isHeld: () => held.is,
      subscribe: (listener: () => void) => {
        held.release = () => {
          held.is = false
          listener()
        }
      },
    }
    const tab = openTab({ holds })
    await tab.restore()
    tell(message)
    return { tab, server, held }
  }

  const message: TabMessage = { type: 'signed-in', accessToken: 'of-globex', user: inGlobex }

  test('waits while this page would lose something, and needs no token of the other tenant', async () => {
    const { tab, server } = await switchElsewhere(message)
    expect(tab.state()).toEqual({ status: 'signed-in', user, elsewhere: inGlobex })
    expect(tab.accessToken()).toBe('token-1')
    await vi.advanceTimersByTimeAsync(sessionLifetimes.accessTokenMs)
    expect(await tab.refresh('token-1')).toBe(false)
    expect(server.refreshes).toBe(1)
    tab.followOther()
    expect(tab.state()).toEqual({ status: 'signed-in', user: inGlobex })
    expect(tab.accessToken()).toBe('of-globex')
  })

  test('is followed as soon as nothing would be lost', async () => {
    const { tab, held } = await switchElsewhere(message)
    held.release()
    expect(tab.state()).toEqual({ status: 'signed-in', user: inGlobex })
  })

  test('never keeps the page of somebody who signed out, or whose place another person took', async () => {
    const { tab } = await switchElsewhere({ type: 'signed-out' })
    expect(tab.state()).toEqual({ status: 'signed-out', because: 'left' })
    const stranger = { ...inGlobex, email: 'stranger@globex.test' }
    const { tab: other } = await switchElsewhere({ ...message, user: stranger })
    expect(other.state()).toEqual({ status: 'signed-in', user: stranger })
  })
})

const changedPassword = {
  accessToken: 'token-of-the-change',
  tokenType: 'Bearer',
  expiresAt: '2030-01-01T00:00:00.000Z',
  user,
} as const

type BrowserOptions = { isSignedIn?: boolean; deliveryMs?: number }

/** Tabs with one cookie jar, one lock and one channel, and the server that they talk to. */
function createBrowser({ isSignedIn = false, deliveryMs = 0 }: BrowserOptions = {}) {
  const server = createServer(isSignedIn)
  const lock = createLock()
  const storage = createStorage()
  const listeners: ((message: TabMessage) => void)[] = []

  function openTab({ holds }: Pick<SessionOptions, 'holds'> = {}) {
    const own: typeof listeners = []
    const deliver = (message: TabMessage) => {
      for (const listener of listeners) if (!own.includes(listener)) listener(message)
    }
    return createSession({
      ...(holds && { holds }),
      client: server.client,
      lock,
      attempt: createRefreshAttempt(() => storage),
      tabs: {
        tell: message => {
          if (deliveryMs) setTimeout(deliver, deliveryMs, message)
          else deliver(message)
        },
        listen: listener => {
          own.push(listener)
          listeners.push(listener)
        },
      },
    })
  }

  const tell = (message: TabMessage) => {
    for (const listener of listeners) listener(message)
  }
  return { server, openTab, tell }
}

function createServer(isSignedIn: boolean) {
  const server = {
    isSignedIn,
    refreshes: 0,
    attempts: [] as unknown[],
    challenges: false,
    tenants: undefined as Problem['tenants'],
    failure: undefined as Error | undefined,
    retryAfterSeconds: undefined as number | undefined,
    client: answer as unknown as Client,
  }

  async function answer(id: string, request?: { body?: { attemptId?: string } }) {
    if (id === 'auth.refresh') server.attempts.push(request?.body?.attemptId)
    if (server.failure) throw server.failure
    if (id === 'auth.refresh') server.refreshes++
    if (server.retryAfterSeconds)
      return refuse('quota-exceeded', {}, { 'retry-after': String(server.retryAfterSeconds) })
    if (id === 'auth.refresh' && server.tenants) return refuse('not-a-member', { tenants: server.tenants })
    if (id === 'auth.sign-in' && server.challenges) return refuse('second-factor-required', { challenge: 'a.b.c' })
    if (id === 'auth.sign-in' || id === 'second-factor.answer') server.isSignedIn = true
    if (id === 'auth.sign-out') {
      server.isSignedIn = false
      return { ok: true, status: 204, headers: new Headers() }
    }
    return server.isSignedIn ? grant() : refuse('invalid-token')
  }

  let tokens = 0
  function grant() {
    tokens++
    return { ok: true, status: 200, headers: new Headers(), data: { accessToken: `token-${tokens}`, user } }
  }

  return server
}

function refuse(
  code: ProblemCode,
  extras: Pick<Problem, 'challenge' | 'tenants'> = {},
  headers: Record<string, string> = {},
) {
  const problem = { type: '', requestId: 'r', code, ...problems[code], ...extras }
  return { ok: false, status: problem.status, headers: new Headers(headers), problem }
}

function createStorage() {
  const items = new Map<string, string>()
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  }
}

function createLock(): RefreshLock {
  let last: Promise<unknown> | undefined
  return task => {
    const waited = last !== undefined
    const run = (last ?? Promise.resolve()).then(() => task(waited))
    const done = run
      .catch(() => undefined)
      .then(() => {
        if (last === done) last = undefined
      })
    last = done
    return run
  }
}
