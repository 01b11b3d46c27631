import { Prisma } from './generated/client.ts'

/** Whether the error says that another row has the same value in `field`, as the column is named in the database. */
export function isUniqueViolation(error: unknown, field: string): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return false
  return JSON.stringify(error.meta).includes(field)
}

/** SQLSTATEs of a server that has no time or place for the query, or ended a transaction so that others could continue. */
const busyStates = [
  '57014', // canceled, by the statement timeout
  '53300', // too many connections
  '57P01', // shutting down, or starting up
  '57P02',
  '57P03',
  '40001', // serialization failure
  '40P01', // deadlock: this transaction was chosen to end
  '25P03', // the transaction was idle for too long
]

/** Prisma's codes for the same: no connection, a closed one, no transaction in time, a deadlock or write conflict. */
const busyCodes = ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']

/** How Prisma's driver adapter names an error that Prisma has no code for, such as that of a COMMIT. */
const busyKinds = [
  'TransactionWriteConflict',
  'TooManyConnections',
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
]

/** Errors of pg that have no code: the pool is full for too long, or the server closed the connection. */
const busyMessages = [
  'timeout exceeded when trying to connect',
  'Connection terminated unexpectedly',
  'Client has encountered a connection error and is not queryable',
]

type DriverError = { code?: string; kind?: string }

/**
 * Whether the error says that the database is away, that a query or a connection took too long, or that the database ended
 * the transaction in favour of another. Nothing was committed then, and the same request may succeed later. A COMMIT whose
 * connection broke is the exception: it may have been committed.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '', meta, cause } = error as Error & { code?: string; meta?: unknown }
  const { driverAdapterError } = (meta ?? {}) as { driverAdapterError?: { cause?: DriverError } }
  return (
    busyMessages.includes(error.message) ||
    [...busyCodes, ...busyStates].includes(code) ||
    [driverAdapterError?.cause, cause as DriverError | undefined].some(isBusy)
  )
}

function isBusy(error: DriverError | undefined): boolean {
  return busyStates.includes(error?.code ?? '') || busyKinds.includes(error?.kind ?? '')
}
