import type pg from 'pg'

/** The rows of one table, of one tenant where they have one: how many, and a sum that differs when any of them does. */
export type RowCount = { readonly rows: number; readonly checksum: string }

/** By the name of the table, and by tenant. */
export type RowCounts = ReadonlyMap<string, ReadonlyMap<string, RowCount>>

/** Their names are quoted where they have to be. */
export async function listTables(client: pg.Client): Promise<{ name: string; hasTenants: boolean }[]> {
  const { rows } = await client.query<{ name: string; hasTenants: boolean }>(`
    SELECT c.oid::regclass::text AS name,
      EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'tenant_id') AS "hasTenants"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    ORDER BY 1`)
  return rows
}

export async function countRows(client: pg.Client): Promise<RowCounts> {
  const counts = new Map<string, ReadonlyMap<string, RowCount>>()
  for (const { name, hasTenants } of await listTables(client)) {
    const { rows } = await client.query<RowCount & { tenant: string | null }>(`
      SELECT ${hasTenants ? 'tenant_id::text' : "''"} AS tenant, count(*)::float8 AS rows,
        sum(hashtextextended(t::text, 0)::numeric)::text AS checksum
      FROM ${name} t GROUP BY 1`)
    counts.set(name, new Map(rows.map(({ tenant, ...count }) => [tenant ?? '', count])))
  }
  return counts
}

export type Comparison = {
  readonly table: string
  readonly tenants: number
  readonly running: number
  readonly restored: number
  /** Tenants whose rows are not the same. */
  readonly different: number
}

export function compareRows(running: RowCounts, restored: RowCounts): Comparison[] {
  const tables = [...new Set([...running.keys(), ...restored.keys()])].toSorted()
  return tables.map(table => compareTable(table, running.get(table) ?? new Map(), restored.get(table) ?? new Map()))
}

type ByTenant = ReadonlyMap<string, RowCount>

function compareTable(table: string, running: ByTenant, restored: ByTenant): Comparison {
  const tenants = [...new Set([...running.keys(), ...restored.keys()])]
  const isDifferent = (tenant: string) => {
    const [one, other] = [running.get(tenant), restored.get(tenant)]
    return one?.rows !== other?.rows || one?.checksum !== other?.checksum
  }
  return {
    table,
    tenants: tenants.filter(tenant => tenant !== '').length,
    running: sumOf(running),
    restored: sumOf(restored),
    different: tenants.filter(isDifferent).length,
  }
}

const sumOf = (counts: ByTenant) => [...counts.values()].reduce((sum, { rows }) => sum + rows, 0)
