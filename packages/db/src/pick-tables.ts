import type { Prisma } from './generated/client.ts'

export type Tables<Names extends keyof Prisma.TransactionClient> = Pick<Prisma.TransactionClient, Names>

/**
 * The tables of one transaction, in an object of its own. Prisma's transaction client writes each property that is set on
 * it to the client that all transactions share: a tenant id stored there would be that of the latest transaction.
 */
export function pickTables<Name extends keyof Prisma.TransactionClient>(
  tx: Prisma.TransactionClient,
  names: readonly Name[],
): Tables<Name> {
  return Object.fromEntries(names.map(name => [name, tx[name]])) as Tables<Name>
}
