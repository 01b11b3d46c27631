import {
  endpoints,
  faultOfPassword,
  mostMemberships,
  normalizeTexts,
  passwordAsSent,
  type Schema,
} from '@palisade/contracts'
import { type Auditing, createTenantOf, createTenantWithOwner, type Database, isUniqueViolation } from '@palisade/db'
import { hashPassword } from '@palisade/security/credentials'
import { createAjv } from '@palisade/service/schema-check'
import { byOperator, type Operated } from './operated.ts'

type Deps = { db: Database; readPassword: () => Promise<string> }

const { tenant: tenantSchema } = endpoints['auth.complete-sign-up'].request.body.properties
const { email: emailSchema } = endpoints['auth.sign-up'].request.body.properties
const { slug: slugSchema, name: nameSchema } = tenantSchema.properties
const { maxLength: longestName } = nameSchema as Schema
const ajv = createAjv()
const isSlug = ajv.compile(slugSchema)
const isEmail = ajv.compile(emailSchema)
const isName = ajv.compile(nameSchema)

/**
 * Creates a tenant and its owner: the account that has the email, which keeps its password, or a new one. The first account
 * of a deployment is made this way. The password is no argument, since every user of the machine can read those of a process.
 */
export async function createOwnedTenant(deps: Deps, words: readonly string[]): Promise<Operated> {
  const [slug = '', givenEmail = '', givenName = slug] = words
  const name = String(normalizeTexts(nameSchema, givenName))
  if (!isSlug(slug)) return refuse(`${slug} cannot be a slug: write 3 to 32 of a-z, 0-9 and -`)
  if (!isEmail(givenEmail)) return refuse(`${givenEmail} is not an email address`)
  if (!isName(name)) return refuse(`the name of a tenant has 1 to ${longestName} characters, on one line`)
  const email = givenEmail.toLowerCase()
  try {
    return await create(deps, { slug, name }, email)
  } catch (error) {
    if (isUniqueViolation(error, 'slug')) return refuse(`another tenant has the slug ${slug}`)
    if (isUniqueViolation(error, 'email')) return refuse(`${email} has got an account just now: run this again`)
    throw error
  }
}

async function create(
  { db, readPassword }: Deps,
  tenant: { slug: string; name: string },
  email: string,
): Promise<Operated> {
  const created: Operated = { ok: true, rows: [{ ...tenant, owner: email }] }
  const user = await db.forIdentity(tx =>
    tx.user.findUnique({ where: { email }, include: { memberships: { where: { removedAt: null } } } }),
  )
  if (user) {
    if (user.memberships.length >= mostMemberships) return refuse(`${email} belongs to ${mostMemberships} tenants`)
    await db.forIdentity(async tx => auditCreation(tx, await createTenantOf(tx, tenant, user.id)))
    return created
  }
  const password = await readPassword()
  const fault = faultOfPassword(password)
  if (fault) return refuse(`the password ${fault}`)
  const passwordHash = await hashPassword(password, passwordAsSent)
  const owner = { email, name: 'Owner', passwordHash }
  await db.forIdentity(async tx => auditCreation(tx, await createTenantWithOwner(tx, tenant, owner)))
  return created
}

function auditCreation(tx: Auditing, { id: object, tenantId }: { id: string; tenantId: string }): void {
  tx.audit({ ...byOperator, tenantId, event: 'tenant.created', object, facts: {} })
}

function refuse(refused: string): Operated {
  return { ok: false, refused }
}
