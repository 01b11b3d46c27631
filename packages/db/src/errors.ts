import { Prisma } from './generated/client.ts'

/** Whether the error says that another row has the same value in `field`, as the column is named in the database. */
export function isUniqueViolation(error: unknown, field: string): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return false
  return JSON.stringify(error.meta).includes(field)
}
