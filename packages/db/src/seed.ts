import { randomUUIDv7 } from 'node:crypto'
import { type OrderStatus, passwordAsSent, type Role, roleNames, type Tier } from '@palisade/contracts'
import { hashPassword } from '@palisade/security/credentials'
import type { Database, IdentityDb, TenantDb } from './database-views.ts'
import { newOrder } from './new-order.ts'
import { createTenantWithOwner } from './tenant-owner.ts'

export type DemoUser = { email: string; role: Role; tenant: string }

const demoTenants: { slug: string; name: string; tier: Tier; domain: string }[] = [
  { slug: 'acme', name: 'Acme Trading', tier: 'pro', domain: 'acme.test' },
  { slug: 'globex', name: 'Globex Supplies', tier: 'free', domain: 'globex.test' },
]

/** One user of each role in each demo tenant. */
export const demoUsers: DemoUser[] = demoTenants.flatMap(({ slug, domain }) =>
  roleNames.map(role => ({ email: `${role}@${domain}`, role, tenant: slug })),
)

/** A partner of both demo tenants, with one email and one password. */
export const demoConsultant = 'consultant@initech.test'

const customers = [
  ['Lindqvist & Daughters', 'purchasing@lindqvist.example'],
  ["O'Hara Instruments", 'orders@ohara.example'],
  ['Keller Möbel AG', 'einkauf@keller-moebel.example'],
  ['Sakura Labs', 'desk@sakura-labs.example'],
  ['Delgado Hermanos', 'compras@delgado.example'],
] as const

const goods = [
  ['CHAIR-01', 'Oak chair', 18_900],
  ['LAMP-07', 'Desk lamp, brass', 7_450],
  ['SHELF-3B', 'Shelf, three boards', 24_000],
  ['BOLT-M8', 'Bolts M8, box of 100', 1_290],
] as const

/** The way of an order up to each status. */
const paths: OrderStatus[][] = [
  ['draft'],
  ['draft', 'placed'],
  ['draft', 'placed', 'paid'],
  ['draft', 'placed', 'paid', 'shipped'],
  ['draft', 'placed', 'paid', 'shipped', 'delivered'],
  ['draft', 'placed', 'cancelled'],
]

const ordersPerTenant = 36
const hour = 3_600_000

type SeedOptions = {
  password: string
  /** Also gives this password to demo users that exist already. */
  replacesPasswords?: boolean
}

/**
 * Creates the demo tenants with users of each role, all with the same password, and orders in every status. Continues a
 * seed that was interrupted: a tenant and its orders are two transactions.
 * @returns whether anything was created: tenants that are already there are left as they are
 */
export async function seed(db: Database, { password, replacesPasswords = false }: SeedOptions): Promise<boolean> {
  let created = false
  for (const tenant of demoTenants) {
    const found = await findOwner(db, tenant)
    if (found && replacesPasswords) await replacePasswords(db, tenant, password)
    const owner = found ?? (await createTenant(db, tenant, password))
    if (!owner || (await countOrders(db, owner)) > 0) continue
    created = true
    await db.forTenant(owner.tenantId, async tx => {
      for (let index = 0; index < ordersPerTenant; index++) await createOrder(tx, owner.id, index)
    })
  }
  return created
}

/** The emails of the demo users that a database has. */
export async function findDemoUsers(db: Database): Promise<string[]> {
  const emails = [...demoUsers.map(user => user.email), demoConsultant]
  const found = await db.forIdentity(tx => tx.user.findMany({ where: { email: { in: emails } } }))
  return found.map(user => user.email)
}

type DemoTenant = (typeof demoTenants)[number]

function findOwner(db: Database, { slug }: DemoTenant) {
  return db.forIdentity(tx => tx.membership.findFirst({ where: { role: 'owner', tenant: { slug } } }))
}

function countOrders(db: Database, { tenantId }: { tenantId: string }): Promise<number> {
  return db.readForTenant(tenantId, tx => tx.order.count())
}

/** The users of a demo tenant, each with a hash of its own. */
function prepareUsers({ slug, name }: DemoTenant, password: string) {
  return Promise.all(
    demoUsers
      .filter(user => user.tenant === slug)
      .map(async ({ email, role }) => ({
        email,
        role,
        name: nameOf(role, name),
        passwordHash: await hashPassword(password, passwordAsSent),
      })),
  )
}

async function createTenant(db: Database, demoTenant: DemoTenant, password: string) {
  const { domain: _, ...tenant } = demoTenant
  const users = await prepareUsers(demoTenant, password)
  const owner = users.find(({ role }) => role === 'owner')
  return db.forIdentity(async tx => {
    if (!owner || (await tx.tenant.findUnique({ where: { slug: tenant.slug } }))) return null
    const { role: _role, ...newOwner } = owner
    const created = await createTenantWithOwner(tx, tenant, newOwner)
    const { tenantId } = created
    const actor = { kind: 'operator', id: null } as const
    tx.audit({ tenantId, event: 'tenant.created', actor, object: created.id, requestId: null, facts: {} })
    const others = users.filter(user => user !== owner).map(user => ({ ...user, id: randomUUIDv7() }))
    await tx.user.createMany({ data: others.map(({ role: _, ...user }) => user) })
    const members = [...others, { id: await consultantId(tx, password), role: 'partner' }]
    await tx.membership.createMany({
      data: members.map(({ id: userId, role }) => ({ id: randomUUIDv7(), tenantId, userId, role })),
    })
    return created
  })
}

/** The first demo tenant creates the consultant, the second one finds the same person. */
async function consultantId(tx: IdentityDb, password: string): Promise<string> {
  const found = await tx.user.findUnique({ where: { email: demoConsultant } })
  if (found) return found.id
  const passwordHash = await hashPassword(password, passwordAsSent)
  const data = { id: randomUUIDv7(), email: demoConsultant, name: 'Consultant', passwordHash }
  return (await tx.user.create({ data })).id
}

async function replacePasswords(db: Database, tenant: DemoTenant, password: string): Promise<void> {
  const users = await prepareUsers(tenant, password)
  await db.forIdentity(async tx => {
    for (const { email, passwordHash } of users) await replacePassword(tx, email, passwordHash)
    await replacePassword(tx, demoConsultant, await hashPassword(password, passwordAsSent))
  })
}

async function replacePassword(tx: IdentityDb, email: string, passwordHash: string): Promise<void> {
  await tx.user.updateMany({ where: { email }, data: { passwordHash } })
  const members = await tx.membership.findMany({ where: { user: { email } }, select: { id: true, tenantId: true } })
  const actor = { kind: 'operator', id: null } as const
  for (const { id: object, tenantId } of members) {
    tx.audit({ tenantId, event: 'auth.password-changed', actor, object, requestId: null, facts: {} })
  }
}

function nameOf(role: Role, tenant: string): string {
  return `${role[0]?.toUpperCase()}${role.slice(1)} of ${tenant}`
}

async function createOrder(tx: TenantDb, createdBy: string, index: number): Promise<void> {
  const { tenantId } = tx
  const path = paths[index % paths.length] ?? ['draft']
  const [customerName, customerEmail] = customers[index % customers.length] ?? customers[0]
  const draftedLines = goods
    .slice(0, 1 + (index % goods.length))
    .map(([sku, description, unitPriceMinor], position) => ({
      sku,
      description,
      quantity: 1 + ((index + position) % 7),
      unitPriceMinor,
    }))
  const createdAt = new Date(Date.now() - (ordersPerTenant - index) * 7 * hour)
  const at = (step: number) => new Date(createdAt.getTime() + step * hour)
  const draft = {
    customerName,
    customerEmail,
    currency: index % 3 === 0 ? 'EUR' : 'CHF',
    note: index % 4 === 0 ? 'Please call before delivery.' : '',
    lines: draftedLines,
  } as const
  const { order, lines } = newOrder(draft, { tenantId, actorId: createdBy })

  const status = path.at(-1) ?? 'draft'
  await tx.order.create({
    data: { ...order, status, version: path.length, createdAt, updatedAt: at(path.length - 1) },
  })
  await tx.orderLine.createMany({ data: lines })
  await tx.indexOrder(order.id)
  await tx.orderEvent.createMany({
    data: path.map((to, step) => ({
      id: randomUUIDv7(),
      tenantId,
      orderId: order.id,
      actorId: createdBy,
      action: step === 0 ? 'created' : 'moved',
      from: path[step - 1] ?? null,
      to,
      at: at(step),
    })),
  })
}
