import { randomUUIDv7 } from 'node:crypto'
import { operatorTrail } from '@palisade/contracts'
import type { Database, OperatorDb } from '@palisade/db'
import { byOperator, type Operated } from './operated.ts'
import type { OperatorsCommand } from './operators-arguments.ts'

/** Adds and removes operators. The API has no endpoint for this. */
export async function changeOperators(db: Database, { command, words }: OperatorsCommand): Promise<Operated> {
  const email = (words[0] ?? '').toLowerCase()
  if (command === 'list') return { ok: true, rows: await db.forOperator(list) }
  return db.forOperator(tx => (command === 'add' ? add(tx, email) : remove(tx, email)))
}

async function list(tx: OperatorDb): Promise<object[]> {
  const operators = await tx.operator.findMany({ orderBy: { createdAt: 'asc' } })
  const userIds = operators.map(({ userId }) => userId)
  const users = await tx.user.findMany({ where: { id: { in: userIds } }, select: { id: true, email: true } })
  const factors = await tx.secondFactor.findMany({
    where: { userId: { in: userIds }, confirmedAt: { not: null } },
    select: { userId: true },
  })
  return operators.map(({ id, userId, createdAt }) => ({
    id,
    email: users.find(user => user.id === userId)?.email,
    since: createdAt.toISOString(),
    // Without one, the console stays closed.
    secondFactor: factors.some(factor => factor.userId === userId),
  }))
}

const findUser = (tx: OperatorDb, email: string) =>
  tx.user.findUnique({ where: { email }, select: { id: true, email: true } })

async function add(tx: OperatorDb, email: string): Promise<Operated> {
  const user = await findUser(tx, email)
  if (!user) return { ok: false, refused: `no account has the email ${email}` }
  if (await tx.operator.count({ where: { userId: user.id } })) {
    return { ok: false, refused: `${email} is an operator already` }
  }
  const id = randomUUIDv7()
  await tx.operator.createMany({ data: { id, userId: user.id } })
  tx.audit({ ...byOperator, tenantId: operatorTrail, event: 'operator.added', object: id, facts: {} })
  return { ok: true, rows: (await list(tx)).filter(row => (row as { id: string }).id === id) }
}

/** The console and impersonations check the operator in the database each time, so nothing has to be announced. */
async function remove(tx: OperatorDb, email: string): Promise<Operated> {
  const user = await findUser(tx, email)
  const operator = user && (await tx.operator.findUnique({ where: { userId: user.id } }))
  if (!operator) return { ok: false, refused: `${email} is no operator: npm run operators -- list shows all` }
  const { id } = operator
  await endImpersonations(tx, id)
  await tx.operator.deleteMany({ where: { id } })
  tx.audit({ ...byOperator, tenantId: operatorTrail, event: 'operator.removed', object: id, facts: {} })
  return { ok: true, rows: [{ id, email, removed: true }] }
}

async function endImpersonations(tx: OperatorDb, operatorId: string): Promise<void> {
  const where = { operatorId, endedAt: null }
  const open = await tx.impersonation.findMany({ where, select: { id: true, tenantId: true } })
  await tx.impersonation.updateMany({ where, data: { endedAt: new Date() } })
  const facts = { reason: 'operator-removed' } as const
  for (const { id: object, tenantId } of open) {
    for (const trail of [tenantId, operatorTrail]) {
      tx.audit({ ...byOperator, tenantId: trail, event: 'impersonation.ended', object, facts })
    }
  }
}
