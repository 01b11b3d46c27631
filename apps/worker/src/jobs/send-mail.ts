import { type LinkPurpose, mailedLink } from '@palisade/contracts'
import type { MailDb, PlatformJob, WorkerDatabase } from '@palisade/db'
import { createLinkToken } from '@palisade/security/credentials'
import { composeLink, composeNotice, type Notice, type Text } from '../mail/templates.ts'
import type { Mailer } from '../mail/transport.ts'

type Deps = { db: WorkerDatabase; mailer: Mailer; publicOrigin: string }

type Mail = { email: string; text: Text }

/**
 * Sends the mail of a link. Each attempt creates a new token, because the database stores only its hash. If an attempt fails
 * after the mail server has accepted the mail, only the link of the later mail works.
 */
export async function sendMail(
  { db, mailer, publicOrigin }: Deps,
  { id }: PlatformJob,
): Promise<{ sent: boolean; refused?: string }> {
  const mail = await db.forMail(tx => prepareMail(tx, id, publicOrigin))
  if (!mail) return { sent: false }
  const delivery = await mailer.send(mail.email, mail.text)
  if (!delivery.sent) return delivery
  await db.forMail(tx => tx.mailedLink.updateMany({ where: { id }, data: { sentAt: new Date() } }))
  return delivery
}

/** @returns undefined when there is nothing to send: the link has expired or is sent, or the address has no account */
async function prepareMail(db: MailDb, id: string, publicOrigin: string): Promise<Mail | undefined> {
  const where = { id, sentAt: null, expiresAt: { gt: new Date() } }
  const link = await db.mailedLink.findFirst({ where, select: { purpose: true, email: true, userId: true } })
  if (!link) return undefined
  const { email } = link
  const purpose = link.purpose as LinkPurpose
  const user = await db.user.findFirst({ where: { email }, select: { id: true } })
  const choice = choices[purpose](user !== null)
  if (choice === 'nothing') return undefined
  // Without a token: the owner of the account signs in as usual.
  if (choice !== 'link') return { email, text: composeNotice(choice, publicOrigin) }
  const { token, hash: tokenHash } = createLinkToken()
  const userId = link.userId ?? user?.id ?? null
  await db.mailedLink.updateMany({ where, data: { tokenHash, userId } })
  return { email, text: composeLink(purpose, mailedLink(publicOrigin, purpose, token)) }
}

/** Composes the mail for an address. Only the mailbox learns whether the address has an account. */
const choices: Record<LinkPurpose, (hasAccount: boolean) => 'link' | 'nothing' | Notice> = {
  'sign-up': hasAccount => (hasAccount ? 'account-exists' : 'link'),
  'password-reset': hasAccount => (hasAccount ? 'link' : 'nothing'),
  'email-change': hasAccount => (hasAccount ? 'address-in-use' : 'link'),
  'email-undo': () => 'link',
}
