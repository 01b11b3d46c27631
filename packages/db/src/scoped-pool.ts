import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { idPattern } from '@palisade/contracts'
import pg from 'pg'

/** The role that statements run under, and the tenant whose rows it is shown. */
export type Scope =
  | TenantScope
  | { role: 'palisade_identity' | 'palisade_operator' | 'palisade_housekeeper' | 'palisade_mailer' }

type TenantScope = {
  role: 'palisade_tenant' | 'palisade_job'
  tenantId: string
  /** For statements that may be costly; above it they fail. Default: that of the pool. */
  statementTimeoutMs?: number
  /** A transaction begins only while this caller still may act. */
  caller?: Caller | undefined
}

/** The caller of a write, as the request was admitted: by an access token of a session, or by an API key. */
export type Caller = { memberId: string; membershipVersion: number } & ({ sessionId: string } | { keyId: string })

/** `assert_caller` refused to begin the transaction: see the migration for the two reasons. */
export class CallerRefusedError extends Error {
  override readonly name = 'CallerRefusedError'
  readonly reason: 'tenant-suspended' | 'access-changed'

  constructor(code: RefusalCode, options: ErrorOptions) {
    super('the caller may no longer act', options)
    this.reason = refusals[code]
  }
}

const refusals = { PA001: 'tenant-suspended', PA002: 'access-changed' } as const

type RefusalCode = keyof typeof refusals

const uuid = new RegExp(idPattern)

/** @throws TypeError when the tenant id is not a UUID */
export function tenantScope(role: TenantScope['role'], tenantId: string, caller?: Caller): TenantScope {
  if (!uuid.test(tenantId)) throw new TypeError('a tenant id is a UUID in lower case')
  return { role, tenantId, caller }
}

const scopes = new AsyncLocalStorage<Scope>()

/** Runs `work` so that each statement and each transaction it starts on a ScopedPool is in this scope. */
export function inScope<T>(scope: Scope, work: () => PromiseLike<T>): Promise<T> {
  // Awaited inside, because Prisma sends a query when its result is asked for, and not before.
  return scopes.run(scope, async () => await work())
}

/**
 * `true` ends a setting with the transaction: a pooled connection keeps neither role nor tenant. Neither is ever NULL, so
 * there is no row, and nothing for pg to describe and parse.
 */
const enterScope = {
  name: '',
  text: `SELECT WHERE set_config('role', $1, true) IS NULL OR set_config('app.tenant_id', $2, true) IS NULL`,
  types: [],
}

/** A timeout that is set here holds for the statement that follows in the same round trip. */
const enterLimitedScope = {
  name: '',
  text: `${enterScope.text} OR set_config('statement_timeout', $3, true) IS NULL`,
  types: [],
}

/** Raises an error before the statement that follows in the same batch. Like the settings, it returns no row. */
const assertCaller = { name: '', text: 'SELECT WHERE NOT assert_caller($1, $2, $3, $4)', types: [] }

/**
 * A pool that sends nothing outside a scope. Role and tenant are set ahead of a statement and in the same round trip:
 * PostgreSQL takes all messages up to a Sync for one transaction (its documentation, 54.2.4 Pipelining), so that the
 * settings end with the statement, and the statement is skipped when they fail. A BEGIN carries them into its
 * transaction in the same way.
 */
export class ScopedPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super({ ...config, Client: ScopedClient })
  }

  // pg's call has many forms. Prisma's adapter uses one: a configuration in, a promise out.
  override query(...args: unknown[]): never {
    // The scope is read now: a query that waits for a connection is sent by the caller that releases one.
    const results: unknown = super.query(behindScope(args[0] as pg.QueryConfig))
    return (results as Promise<pg.QueryResult[]>).then(last) as never
  }
}

class ScopedClient extends pg.Client {
  override query(...args: unknown[]): never {
    const [query] = args
    if (query instanceof pg.Query || this.getTransactionStatus() !== 'I')
      return super.query(...(args as [never])) as never
    const sent = super.query(behindScope(query as pg.QueryConfig))
    return once(sent, 'end').then(([results]) => last(results), refuse) as never
  }
}

/** @throws Error outside a scope: on PGlite the connection itself would be a superuser's */
function behindScope(config: pg.QueryConfig): pg.Query {
  const scope = scopes.getStore()
  if (!scope) throw new Error('a query outside forTenant(), readForTenant() and forIdentity()')
  const limit = 'statementTimeoutMs' in scope ? [String(scope.statementTimeoutMs)] : []
  const values = [scope.role, 'tenantId' in scope ? scope.tenantId : '', ...limit]
  // A simple query would end the batch before the Sync that an error has to find.
  const query = new pg.Query({ ...config, queryMode: 'extended' } as pg.QueryConfig)
  const submit = query.submit.bind(query)
  query.submit = connection => {
    connection.stream.cork()
    try {
      connection.parse(limit.length > 0 ? enterLimitedScope : enterScope, true)
      connection.bind({ values }, true)
      connection.execute(null, true)
      if ('caller' in scope && scope.caller) {
        connection.parse(assertCaller, true)
        connection.bind({ values: valuesOf(scope.caller) }, true)
        connection.execute(null, true)
      }
      return submit(connection)
    } finally {
      connection.stream.uncork()
    }
  }
  return query
}

function valuesOf(caller: Caller): (string | null)[] {
  const [session, key] = 'keyId' in caller ? [null, caller.keyId] : [caller.sessionId, null]
  return [caller.memberId, String(caller.membershipVersion), session, key]
}

/** Prisma rethrows errors that are not the driver's unchanged. */
function refuse(error: unknown): never {
  const { code } = error as { code?: string }
  throw code !== undefined && code in refusals ? new CallerRefusedError(code as RefusalCode, { cause: error }) : error
}

/** pg gives the results of a batch in order: that of the settings comes first. */
function last(results: pg.QueryResult[]): pg.QueryResult | undefined {
  return results.at(-1)
}
