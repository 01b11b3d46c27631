import { type Client, type ClientOptions, createClient, type ResponseOf, sessionLifetimes } from '@palisade/contracts'
import { dataOf } from '../../lib/problem-error.ts'
import type { TabStorage } from '../../lib/tab-storage.ts'
import { createPausedActing } from './paused-acting.ts'

/** An operator acts for the owner of a tenant. */
export type Acting = Omit<ResponseOf<'impersonations.start'>, 'accessToken'>

export type Operator = ReturnType<typeof createOperator>

type Options = {
  api: Required<Pick<ClientOptions, 'baseUrl' | 'fetch'>>
  /** A client that sends the access token of the session. */
  client: Client
  storage: TabStorage
}

/** When a token expires, counted from its arrival: the clock of the device may be wrong. */
const renewAfterMs = sessionLifetimes.accessTokenMs - 60_000

/**
 * The operator console of this tab. Its token, and the token for a tenant in which the operator acts, stay in this closure, so a
 * reload discards both; a code gets new ones (decision 34). When the console closes, because its code is too old, it also ends the impersonation.
 */
export function createOperator({ api, client, storage }: Options) {
  const paused = createPausedActing(storage)
  let consoleToken: string | undefined
  let acting: ResponseOf<'impersonations.start'> | undefined
  let shown: Acting | undefined
  const timers: { console?: ReturnType<typeof setTimeout>; acting?: ReturnType<typeof setTimeout> } = {}
  const listeners = new Set<() => void>()

  const tell = () => {
    for (const listener of listeners) listener()
  }

  function open(token: string | undefined) {
    consoleToken = token
    clearTimeout(timers.console)
    if (token) timers.console = setTimeout(renewConsole, renewAfterMs)
    else act(undefined)
    tell()
  }

  function act(next: typeof acting) {
    acting = next
    shown = next && withoutToken(next)
    paused.follow(shown)
    clearTimeout(timers.acting)
    if (next) {
      const leftMs = Date.parse(next.endsAt) - Date.now()
      timers.acting =
        leftMs > renewAfterMs ? setTimeout(renewActing, renewAfterMs) : setTimeout(() => act(undefined), leftMs)
    }
    tell()
  }

  const consoleFetch: typeof globalThis.fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    if (consoleToken) headers.set('authorization', `Bearer ${consoleToken}`)
    const response = await api.fetch(input, { ...init, headers })
    // The code is too old, the session has ended, or the person is an operator no more.
    if (response.status === 401) open(undefined)
    return response
  }
  const consoleClient = createClient({ ...api, fetch: consoleFetch })

  async function renewConsole() {
    const renewed = await dataOf(consoleClient('operator.renew')).catch(() => undefined)
    open(renewed?.accessToken)
  }

  /** @returns whether the impersonation is still valid */
  async function renewActing(): Promise<boolean> {
    if (!acting) return false
    const params = { impersonationId: acting.id }
    act(await dataOf(consoleClient('impersonations.renew', { params })).catch(() => undefined))
    return acting !== undefined
  }

  const enter = async (code: string) => open((await dataOf(client('operator.enter', { body: { code } }))).accessToken)

  return {
    /** A client that sends the token of the console. */
    client: consoleClient,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    isOpen: () => consoleToken !== undefined,
    acting: () => shown,
    actingToken: () => acting?.accessToken,
    renewActing,

    enter,
    close: () => open(undefined),

    /** What a reload has interrupted. */
    paused: paused.read,
    /** Goes on with it. @throws ProblemError when the code is wrong, or when it has ended meanwhile */
    async resume(code: string) {
      const id = paused.read()?.id
      await enter(code)
      if (id) act(await dataOf(consoleClient('impersonations.renew', { params: { impersonationId: id } })))
    },
    /** Leaves it: the page is that of the operator again. */
    leave: () => act(undefined),

    async act(tenantId: string, reason: string) {
      act(await dataOf(consoleClient('impersonations.start', { body: { tenantId, reason } })))
    },

    /** Discards the token even if the request fails: it is valid for ten minutes at most. */
    async stopActing() {
      const params = acting && { impersonationId: acting.id }
      try {
        if (params) await dataOf(consoleClient('impersonations.end', { params }))
      } finally {
        act(undefined)
      }
    },
    /** Call it when the server has ended the impersonation. */
    dropActing: () => act(undefined),
  }
}

function withoutToken({ accessToken: _, ...acting }: ResponseOf<'impersonations.start'>): Acting {
  return acting
}
