import { Prisma } from './generated/client.ts'

/** Whether the error says that another row has the same value in `field`, as the column is named in the database. */
export function isUniqueViolation(error: unknown, field: string): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return false
  return JSON.stringify(error.meta).includes(field)
}

/** SQLSTATEs of a server that has no time or place for the query: canceled, too many connections, shutting down. */
const busyStates = ['57014', '53300', '57P01', '57P02', '57P03']

/** Prisma's codes for no connection, a connection that was closed, and no transaction in the time that it waits. */
const busyCodes = ['P1001', 'P1002', 'P1017', 'P2024', 'P2028']

/** Whether the error says that the database is away, or that a query or a connection took too long. */
export function isUnavailable(error: unknown): boolean {
  // The pool's own error, when every connection stays in use for as long as it waits. It has no code.
  if (error instanceof Error && error.message === 'timeout exceeded when trying to connect') return true
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  const { driverAdapterError } = (error.meta ?? {}) as { driverAdapterError?: { cause?: { code?: string } } }
  return busyCodes.includes(error.code) || busyStates.includes(driverAdapterError?.cause?.code ?? '')
}
