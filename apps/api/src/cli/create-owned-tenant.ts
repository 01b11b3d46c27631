import { endpoints, faultOfPassword, passwordAsSent } from '@palisade/contracts'
import { createTenantWithOwner, type Database, isUniqueViolation } from '@palisade/db'
import { hashPassword } from '@palisade/security/credentials'
import { Check } from 'typebox/value'
import type { Operated } from './operated.ts'

type Deps = { db: Database; readPassword: () => Promise<string> }

const { body } = endpoints['auth.sign-up'].request
const { tenant: tenantFields, email: emailFormat } = body.properties
const { slug: slugFormat, name: nameFormat } = tenantFields.properties

/**
 * Creates a tenant and its owner, as a sign-up does. The first account of a deployment is made this way. The password is
 * no argument, since every user of the machine can read those of a process.
 */
export async function createOwnedTenant(
  { db, readPassword }: Deps,
  [slug = '', email = '', name = slug]: readonly string[],
): Promise<Operated> {
  const refuse = (refused: string): Operated => ({ ok: false, refused })
  if (!Check(slugFormat, slug)) return refuse(`${slug} cannot be a slug: write 3 to 32 of a-z, 0-9 and -`)
  if (!Check(emailFormat, email)) return refuse(`${email} is not an email address`)
  if (!Check(nameFormat, name)) return refuse(`${name} cannot be the name of a tenant`)
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
