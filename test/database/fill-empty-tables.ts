import type pg from 'pg'

type Column = { name: string; type: string; refers: string | null; key: string | null }

/** A value of each type that a column needs; a text stands for the rest. */
const values: readonly (readonly [type: RegExp, value: string])[] = [
  [/\[\]$|^json/, `'{}'`],
  [/^uuid/, 'gen_random_uuid()'],
  [/^(?:timestamp|date)/, 'now()'],
  [/^(?:smallint|integer|bigint|numeric)/, '1'],
  [/^bool/, 'false'],
  [/^/, `'x'`],
]

/**
 * Inserts a row of the tenant into each table that has none, so that a test about all tables is about new ones too.
 * @param tables each after the ones that it refers to
 * @throws when a CHECK of the table refuses the row: the test has to insert one itself
 */
export async function fillEmptyTables(owner: pg.Client, tenantId: string, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const { rowCount } = await owner.query(`SELECT FROM ${table} WHERE tenant_id = $1 LIMIT 1`, [tenantId])
    if (rowCount) continue
    const columns = await readRequiredColumns(owner, table)
    const names = ['tenant_id', ...columns.map(({ name }) => name)].join(', ')
    await owner.query(`INSERT INTO ${table} (${names}) VALUES (${['$1', ...columns.map(valueFor)].join(', ')})`, [
      tenantId,
    ])
  }
}

/** Those that have to be given. A foreign key of a tenant's table is (tenant_id, column). */
async function readRequiredColumns(owner: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await owner.query<Column>(
    `SELECT quote_ident(own.attname) AS name, format_type(own.atttypid, NULL) AS type,
       confrelid::regclass::text AS refers, quote_ident(other.attname) AS key
     FROM pg_attribute AS own
     LEFT JOIN pg_constraint ON contype = 'f' AND conrelid = own.attrelid AND conkey[cardinality(conkey)] = own.attnum
     LEFT JOIN pg_attribute AS other ON other.attrelid = confrelid AND other.attnum = confkey[cardinality(confkey)]
     WHERE own.attrelid = $1::regclass AND own.attnum > 0 AND NOT own.attisdropped
       AND own.attnotnull AND NOT own.atthasdef AND own.attname <> 'tenant_id'
     ORDER BY own.attnum`,
    [table],
  )
  return rows
}

function valueFor({ type, refers, key }: Column): string {
  if (refers) return `(SELECT ${key} FROM ${refers} WHERE tenant_id = $1 LIMIT 1)`
  return values.find(([pattern]) => pattern.test(type))?.[1] ?? `'x'`
}
