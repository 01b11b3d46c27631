import { type LinkPurpose, mailedLink } from '@palisade/contracts'
import type { MailDb, PlatformJob, WorkerDatabase } from '@palisade/db'
import { createLinkToken } from '@palisade/security/credentials'
import { composeLink } from '../mail/templates.ts'
import { MailError, type Mailer } from '../mail/transport.ts'

type Deps = { db: WorkerDatabase; mailer: Mailer; publicOrigin: string }

/**
 * Sends the mail of a link. Each attempt makes a new token, so the database never holds one: when an attempt fails after
 * the mail server took the mail, the link of the later mail works and the earlier one does not.
 */
export async function sendMail(
  { db, mailer, publicOrigin }: Deps,
  { id }: PlatformJob,
): Promise<{ sent: boolean; refused?: string }> {
  const { token, hash: tokenHash } = createLinkToken()
  const link = await db.forMail(tx => prepareLink(tx, id, tokenHash))
  if (!link) return { sent: false }
  const purpose = link.purpose as LinkPurpose
  try {
    await mailer.send(link.email, composeLink(purpose, mailedLink(publicOrigin, purpose, token)))
  } catch (error) {
    // Another attempt would be refused as well.
    if (error instanceof MailError && error.isPermanent) return { sent: false, refused: error.message }
    throw error
  }
  await db.forMail(tx => tx.mailedLink.updateMany({ where: { id }, data: { sentAt: new Date() } }))
  return { sent: true }
}

/** @returns undefined when there is nothing to send: the link has expired or is sent, or the address has no account */
async function prepareLink(db: MailDb, id: string, tokenHash: string) {
  const where = { id, sentAt: null, expiresAt: { gt: new Date() } }
  const link = await db.mailedLink.findFirst({ where })
  if (!link) return undefined
  const user = await db.user.findFirst({ where: { email: link.email }, select: { id: true } })
  if (!user) return undefined
  await db.mailedLink.updateMany({ where, data: { tokenHash, userId: user.id } })
  return link
}
