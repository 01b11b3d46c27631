import type { Prisma } from './generated/client.ts'

/** A row as the API writes it: names in camel case, times in RFC 3339. */
export type ExportedRow = { id: string; [column: string]: unknown }

/** The tables that a migration added to the export of a tenant by `export_with_tenant`. */
export type ExportedTables = {
  /** Each with the kind of its records, in the order of these. */
  list(): Promise<{ kind: string; name: string }[]>
  count(table: string): Promise<number>
  /** The first rows after the one with the id `after`. */
  read(table: string, page: { after: string | undefined; take: number }): Promise<ExportedRow[]>
}

/** In a transaction as palisade_exporter: row-level security shows one tenant, and the database only the granted columns. */
export function createExportedTables(tx: Prisma.TransactionClient): ExportedTables {
  return {
    list: () => tx.$queryRaw`SELECT kind, name FROM tables_exported_with_tenant()`,
    async count(table) {
      const rows = await tx.$queryRaw<{ count: number }[]>`SELECT count_exported(${table}::text::regclass) AS count`
      return rows[0]?.count ?? 0
    },
    async read(table, { after = null, take }) {
      const rows = await tx.$queryRaw<{ record: object }[]>`
        SELECT record FROM read_exported(${table}::text::regclass, ${after}::uuid, ${take}::integer) AS record`
      return rows.map(({ record }) => inCamelCase(record))
    },
  }
}

function inCamelCase(record: object): ExportedRow {
  const entries = Object.entries(record).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ])
  return Object.fromEntries(entries)
}
