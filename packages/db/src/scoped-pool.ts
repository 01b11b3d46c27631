import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { isId } from '@palisade/contracts'
import { inClientSpan } from '@palisade/service'
import pg from 'pg'

/** The role of the statements, and the tenant whose rows the role can see. */
export type Scope =
  | TenantScope
  | { role: 'palisade_console'; operator: PresentOperator }
  | {
      role:
        | 'palisade_identity'
        | 'palisade_operator'
        | 'palisade_housekeeper'
        | 'palisade_mailer'
        | 'palisade_eraser'
        | 'palisade_meter'
        | 'palisade_alarm'
    }

type TenantScope = {
  role: 'palisade_tenant' | 'palisade_job' | 'palisade_exporter' | 'palisade_eraser'
  tenantId: string
  /** For statements that may be costly; above it they fail. Default: that of the pool. */
  statementTimeoutMs?: number
  /** Each transaction, and each query outside one, runs only if this caller still may act. */
  caller?: Caller | undefined
}

/** An operator and the session in which the token of the console was issued. */
export type PresentOperator = { operatorId: string; sessionId: string }

/**
 * A caller, as the request was admitted: by the access token of a session or of a service account's key, by an API key, or by
 * the token of an operator who acts for the member.
 */
export type Caller = {
  memberId: string
  membershipVersion: number
  /** Whether a person in a session may act in a tenant that is suspended. */
  evenSuspended?: boolean
} & ({ sessionId: string } | { keyId: string } | { impersonationId: string })

/** Thrown when one of the `assert_…` functions of the database refused the statement. */
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

/** @throws TypeError when the tenant id is not a UUID */
export function tenantScope(role: TenantScope['role'], tenantId: string, caller?: Caller): TenantScope {
  if (!isId(tenantId)) throw new TypeError('a tenant id is a UUID in lower case')
  return { role, tenantId, caller }
}

const scopes = new AsyncLocalStorage<Scope>()

/** Runs `work` so that each statement and each transaction it starts on a ScopedPool is in this scope. */
export function inScope<T>(scope: Scope, work: () => PromiseLike<T>): Promise<T> {
  // Awaited inside, because Prisma sends a query only when its result is awaited.
  return scopes.run(scope, async () => await work())
}

/**
 * Runs `work` in the current scope of a tenant with another time limit. A new scope would lack the caller of the current one, so
 * its statements would also run for callers who may no longer act.
 */
export function inScopeWithin<T>(statementTimeoutMs: number, work: () => PromiseLike<T>): Promise<T> {
  const scope = scopes.getStore()
  if (!scope || !('tenantId' in scope)) throw new Error('a time limit outside the scope of a tenant')
  return inScope({ ...scope, statementTimeoutMs }, work)
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

/** The same for a person in a session, in a tenant of any state. */
const assertPerson = { name: '', text: 'SELECT WHERE NOT assert_person($1, $2, $3)', types: [] }

/** The same for an operator who acts for a member, and for an operator in the console. */
const assertImpersonation = { name: '', text: 'SELECT WHERE NOT assert_impersonation($1, $2, $3)', types: [] }
const assertOperator = { name: '', text: 'SELECT WHERE NOT assert_operator($1, $2)', types: [] }

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
    const config = args[0] as pg.QueryConfig
    return inQuerySpan(config, () => {
      const results: unknown = super.query(behindScope(config))
      return (results as Promise<pg.QueryResult[]>).then(last, refuse) as never
    })
  }
}

class ScopedClient extends pg.Client {
  override query(...args: unknown[]): never {
    const [query] = args
    // The pool sends it, in its own span.
    if (query instanceof pg.Query) return super.query(...(args as [never])) as never
    const config = query as pg.QueryConfig
    return inQuerySpan(config, () => {
      if (this.#isInTransaction(config)) return super.query(...(args as [never])) as never
      const sent = super.query(behindScope(config))
      return once(sent, 'end').then(([results]) => last(results), refuse) as never
    })
  }

  /** A COMMIT that fails is reported before the server says that the transaction is over: a BEGIN may find the old status. */
  #isInTransaction({ text }: pg.QueryConfig): boolean {
    return text !== 'BEGIN' && this.getTransactionStatus() !== 'I'
  }
}

/** The text of a query has placeholders, so the span holds no values. */
function inQuerySpan<T>({ text }: pg.QueryConfig, send: () => T): T {
  const operation = /\w+/.exec(text)?.[0] ?? 'query'
  return inClientSpan(operation, { 'db.system.name': 'postgresql', 'db.query.text': text }, send)
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
      const check = checkOf(scope)
      if (check) {
        const { statement, values } = check
        connection.parse(statement, true)
        connection.bind({ values }, true)
        connection.execute(null, true)
      }
      return submit(connection)
    } finally {
      connection.stream.uncork()
    }
  }
  return query
}

function checkOf(scope: Scope) {
  if ('operator' in scope) {
    return { statement: assertOperator, values: [scope.operator.operatorId, scope.operator.sessionId] }
  }
  return 'caller' in scope && scope.caller ? checkOfCaller(scope.caller) : undefined
}

function checkOfCaller(caller: Caller) {
  const member = [caller.memberId, String(caller.membershipVersion)]
  if ('keyId' in caller) return { statement: assertCaller, values: [...member, null, caller.keyId] }
  if ('impersonationId' in caller) {
    return { statement: assertImpersonation, values: [...member, caller.impersonationId] }
  }
  if (caller.evenSuspended) return { statement: assertPerson, values: [...member, caller.sessionId] }
  return { statement: assertCaller, values: [...member, caller.sessionId, null] }
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
