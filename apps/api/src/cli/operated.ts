/** What a command of the operator did, or why it failed. */
export type Operated = { ok: true; rows: object[] } | { ok: false; refused: string }

/** The part of an audit entry that all acts of the operator have in common. */
export const byOperator = { actor: { kind: 'operator', id: null }, requestId: null } as const

export const unknownSlug = (slug: string) => `no tenant has the slug ${slug}: npm run tenants -- list shows all`

/** For the help of commands that open the database as its owner. */
export const databaseHelp = `The database is that of npm start, or the one that MIGRATION_DATABASE_URL names, with the login of its owner, such as
postgresql://palisade:PASSWORD@localhost:5432/palisade.`
