import { endpoints, faultOfPassword, normalizeTexts, passwordAsSent, type Schema } from '@palisade/contracts'
import { createTenantWithOwner, type Database, isUniqueViolation } from '@palisade/db'
import { hashPassword } from '@palisade/security/credentials'
import { createAjv } from '../http/create-ajv.ts'
import type { Operated } from './operated.ts'

type Deps = { db: Database; readPassword: () => Promise<string> }

const { tenant: tenantSchema, email: emailSchema } = endpoints['auth.sign-up'].request.body.properties
const { slug: slugSchema, name: nameSchema } = tenantSchema.properties
const { maxLength: longestName } = nameSchema as Schema
const ajv = createAjv()
const isSlug = ajv.compile(slugSchema)
const isEmail = ajv.compile(emailSchema)
const isName = ajv.compile(nameSchema)

/**
 * Creates a tenant and its owner, as a sign-up does. The first account of a deployment is made this way. The password is
 * no argument, since every user of the machine can read those of a process.
 */
export async function createOwnedTenant(
  { db, readPassword }: Deps,
  [slug = '', email = '', givenName = slug]: readonly string[],
): Promise<Operated> {
  const refuse = (refused: string): Operated => ({ ok: false, refused })
  const name = String(normalizeTexts(nameSchema, givenName))
  if (!isSlug(slug)) return refuse(`${slug} cannot be a slug: write 3 to 32 of a-z, 0-9 and -`)
  if (!isEmail(email)) return refuse(`${email} is not an email address`)
  if (!isName(name)) return refuse(`the name of a tenant has 1 to ${longestName} characters, on one line`)
  const password = await readPassword()
  const fault = faultOfPassword(password)
  if (fault) return refuse(`the password ${fault}`)
  const passwordHash = await hashPassword(password, passwordAsSent)
  const owner = { email: email.toLowerCase(), name: 'Owner', passwordHash }
  try {
    await db.forIdentity(tx => createTenantWithOwner(tx, { slug, name }, owner))
  } catch (error) {
    if (isUniqueViolation(error, 'slug')) return refuse(`another tenant has the slug ${slug}`)
    if (isUniqueViolation(error, 'email')) return refuse(`another user has the email ${email}`)
    throw error
  }
  return { ok: true, rows: [{ slug, name, owner: owner.email }] }
}
