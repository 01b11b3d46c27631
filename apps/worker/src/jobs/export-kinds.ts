import type { ExportDb } from '@palisade/db'

/** Where a page begins: after the row with this id, or after this number. */
type Page = { after: string | undefined; take: number }

export type ExportKind = {
  name: string
  /** Rows in one part: those of orders are larger. */
  take: number
  count: (db: ExportDb) => Promise<number>
  /** Reads rows in the order of their keys. The role may not read secrets, so each query names its columns. */
  read: (db: ExportDb, page: Page) => Promise<{ key: string; record: object }[]>
}

const few = 50
const many = 200

/** Everything that a tenant has, beside its export and what only a running request or job needs. */
export async function listExportKinds({ exportedTables }: ExportDb): Promise<readonly ExportKind[]> {
  return [...exportKinds, ...(await exportedTables.list()).map(kindOfTable)]
}

/** Of a table that a migration added by `export_with_tenant`. */
function kindOfTable({ kind, name }: { kind: string; name: string }): ExportKind {
  return {
    name: kind,
    take: many,
    count: db => db.exportedTables.count(name),
    read: async (db, page) => keyed(await db.exportedTables.read(name, page)),
  }
}

/** Kinds whose records are more than the columns of one table. */
const exportKinds: readonly ExportKind[] = [
  {
    name: 'tenant',
    take: few,
    count: async () => 1,
    read: async ({ tenant, tenantId: id }, { after }) => {
      const select = { id: true, slug: true, name: true, tier: true, color: true, createdAt: true } as const
      return after === undefined ? keyed(await tenant.findMany({ where: { id }, select })) : []
    },
  },
  {
    name: 'logo',
    take: few,
    count: db => db.tenantLogo.count({ where: own(db) }),
    read: async (db, { after }) => {
      const rows = after === undefined ? await db.tenantLogo.findMany({ where: own(db) }) : []
      return rows.map(({ hash: key, bytes }) => ({ key, record: { base64: Buffer.from(bytes).toString('base64') } }))
    },
  },
  {
    name: 'member',
    take: many,
    count: db => db.membership.count({ where: people(db) }),
    read: async (db, page) => {
      const person = { select: { email: true, name: true } } as const
      const since = { createdAt: true, disabledAt: true, removedAt: true, removedName: true } as const
      const select = { id: true, role: true, user: person, ...since } as const
      return keyed(await db.membership.findMany({ ...byId(people(db), page), select }))
    },
  },
  {
    name: 'invitation',
    take: many,
    count: db => db.invitation.count({ where: own(db) }),
    read: async (db, page) => {
      const who = { id: true, email: true, role: true, invitedBy: true } as const
      const when = { createdAt: true, expiresAt: true, sentAt: true, acceptedAt: true, revokedAt: true } as const
      return keyed(await db.invitation.findMany({ ...byId(own(db), page), select: { ...who, ...when } }))
    },
  },
  {
    name: 'service-account',
    take: many,
    count: db => db.serviceAccount.count({ where: own(db) }),
    read: async (db, page) => {
      const select = { id: true, name: true, scopes: true, createdBy: true, createdAt: true } as const
      return keyed(await db.serviceAccount.findMany({ ...byId(own(db), page), select }))
    },
  },
  {
    name: 'api-key',
    take: many,
    count: db => db.apiKey.count({ where: own(db) }),
    read: async (db, page) => {
      const select = { ...keyColumns, hint: true, scopes: true, expiresAt: true } as const
      return keyed(await db.apiKey.findMany({ ...byId(own(db), page), select }))
    },
  },
  {
    name: 'client-key',
    take: many,
    count: db => db.clientKey.count({ where: own(db) }),
    read: async (db, page) => {
      const select = { ...keyColumns, kid: true, alg: true, thumbprint: true } as const
      return keyed(await db.clientKey.findMany({ ...byId(own(db), page), select }))
    },
  },
  {
    name: 'domain',
    take: many,
    count: db => db.tenantOrigin.count({ where: own(db) }),
    read: async (db, page) => {
      const select = { id: true, origin: true, verifiedAt: true, addedBy: true, createdAt: true } as const
      return keyed(await db.tenantOrigin.findMany({ ...byId(own(db), page), select }))
    },
  },
  {
    name: 'order',
    take: few,
    count: db => db.order.count({ where: own(db) }),
    read: async (db, page) => {
      const include = {
        lines: { orderBy: { position: 'asc' }, omit: { tenantId: true, orderId: true } },
        events: { orderBy: { id: 'asc' }, omit: { tenantId: true, orderId: true } },
      } as const
      return keyed(await db.order.findMany({ ...byId(own(db), page), include, omit: { tenantId: true } }))
    },
  },
  {
    name: 'report',
    take: many,
    count: db => db.report.count({ where: own(db) }),
    read: async (db, page) => keyed(await db.report.findMany({ ...byId(own(db), page), omit: { tenantId: true } })),
  },
  {
    name: 'order-import',
    take: few,
    count: db => db.orderImport.count({ where: own(db) }),
    read: async (db, page) =>
      keyed(
        await db.orderImport.findMany({ ...byId(own(db), page), omit: { tenantId: true, membershipVersion: true } }),
      ),
  },
  {
    name: 'usage',
    take: many,
    count: db => db.usageCount.count({ where: own(db) }),
    // New rows come at the end: the place of a row is its key.
    read: async (db, { after, take }) => {
      const skip = Number(after ?? 0)
      const orderBy = [{ startsAt: 'asc' }, { callerId: 'asc' }, { class: 'asc' }, { unit: 'asc' }] as const
      const rows = await db.usageCount.findMany({
        where: own(db),
        orderBy: [...orderBy],
        skip,
        take,
        omit: { tenantId: true },
      })
      return rows.map((record, index) => ({ key: String(skip + index + 1), record }))
    },
  },
  {
    name: 'impersonation',
    take: many,
    count: db => db.impersonation.count({ where: own(db) }),
    read: async (db, page) => {
      const select = {
        id: true,
        supportAccessId: true,
        operatorId: true,
        reason: true,
        startedAt: true,
        endedAt: true,
      } as const
      return keyed(await db.impersonation.findMany({ ...byId(own(db), page), select }))
    },
  },
  {
    name: 'audit-entry',
    take: many,
    count: db => db.auditEntry.count({ where: own(db) }),
    read: async (db, { after, take }) => {
      const where = { ...own(db), seq: { gt: BigInt(after ?? 0) } }
      const rows = await db.auditEntry.findMany({ where, orderBy: { seq: 'asc' }, take })
      return rows.map(record => ({ key: String(record.seq), record }))
    },
  },
]

const keyColumns = {
  id: true,
  serviceAccountId: true,
  name: true,
  createdBy: true,
  createdAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const

function own({ tenantId }: ExportDb) {
  return { tenantId }
}

function people({ tenantId }: ExportDb) {
  return { tenantId, userId: { not: null } }
}

function byId<Where extends object>(where: Where, { after, take }: Page) {
  return { where: { ...where, ...(after && { id: { gt: after } }) }, orderBy: { id: 'asc' } as const, take }
}

function keyed<Row extends { id: string }>(rows: readonly Row[]) {
  return rows.map(record => ({ key: record.id, record }))
}
