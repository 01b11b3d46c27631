import { randomUUIDv7 } from 'node:crypto'
import { type LinkPurpose, mailedLinks, mailLimits } from '@palisade/contracts'
import type { Database, IdentityDb } from '@palisade/db'
import { hashLinkToken } from '@palisade/security/credentials'
import { type AdmissionStore, clientNetwork } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { hashedKey, slidingWindow } from '../../access/limit-policies.ts'
import { chargeMail } from '../../http/charge.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'

/** The email is in lower case. The worker finds out whether it has an account, so that the answer does not reveal it. */
type Wanted = {
  purpose: LinkPurpose
  email: string
  /** The account that the link is for, if it is not the account with this email. */
  userId?: string
}

export type MailedLinks = ReturnType<typeof createMailedLinks>

const perIp = slidingWindow('mails-ip', mailLimits.perIp)
const perAddress = slidingWindow('mails-address', mailLimits.perAddress)

/** Links that a worker mails. The API never has their tokens before somebody presents one. */
export function createMailedLinks(db: Database, admission: AdmissionStore) {
  return {
    /**
     * Requests the mail of a link. The same work is done for an address with an account and for one without.
     * @throws ProblemError `quota-exceeded` when one network asks too often, `unavailable` while the limits are; too many for
     *   one address are not sent
     * @param prepare runs in the transaction that queues the mail, and says for whose account the link is
     */
    async send(
      request: FastifyRequest,
      { purpose, email }: Omit<Wanted, 'userId'>,
      prepare: (db: IdentityDb) => Promise<{ userId?: string }> = async () => ({}),
    ): Promise<void> {
      const sender = [{ policy: perIp, key: clientNetwork(request.ip) }]
      const address = [{ policy: perAddress, key: hashedKey(`${purpose} ${email}`) }]
      const queue = () => db.forIdentity(async tx => insertLink(tx, { purpose, email, ...(await prepare(tx)) }))
      await chargeMail(admission, request, { sender, address }, async isOverLimit => {
        if (!isOverLimit) await queue()
      })
      logSecurityEvent(request, 'link.requested', { to: purpose })
    },

    /** @throws ProblemError `link-expired` for a token that no link of this purpose has, or that was used */
    find: (purpose: LinkPurpose, token: string) => db.forIdentity(tx => findLink(tx, purpose, token)),
  }
}

/** Queues the mail of a link in the transaction that causes it. */
export async function insertLink(db: IdentityDb, { purpose, ...wanted }: Wanted): Promise<void> {
  const expiresAt = new Date(Date.now() + mailedLinks[purpose].lifetimeMs)
  const id = randomUUIDv7()
  // `createMany` returns no row, and so reads no column.
  await db.mailedLink.createMany({ data: { id, purpose, ...wanted, expiresAt } })
  await db.queueMail(id)
}

/**
 * Marks a link as used. Call it in the transaction of what it permits. Of two requests with the same token, one succeeds.
 * @throws ProblemError `link-expired`
 */
export async function redeemLink(db: IdentityDb, purpose: LinkPurpose, token: string): Promise<Link> {
  const link = await findLink(db, purpose, token)
  const { count } = await db.mailedLink.updateMany({
    where: { id: link.id, usedAt: null },
    data: { usedAt: new Date() },
  })
  if (count === 0) throw new ProblemError('link-expired')
  return link
}

type Whose = { userId: string; withUndo?: boolean } | { purpose: LinkPurpose; email: string }

/**
 * Ends unused links of an account or of an address, so that nobody gets in with an older mail. A link to undo a change of the
 * email stays unless `withUndo`: otherwise a thief could end it by changing the password.
 */
export async function endLinks(db: IdentityDb, whose: Whose): Promise<void> {
  const which =
    'userId' in whose
      ? { userId: whose.userId, ...(!whose.withUndo && { purpose: { not: 'email-undo' satisfies LinkPurpose } }) }
      : whose
  await db.mailedLink.updateMany({ where: { ...which, usedAt: null }, data: { usedAt: new Date() } })
}

/** Returns the address that the link was sent to, so that nobody fills in a form for somebody else's address. */
export function linkHandlers({ links }: { links: MailedLinks }): Handlers<'auth.look-up-link'> {
  return {
    'auth.look-up-link': async request => {
      request.requirePlatformPage()
      const { purpose, token } = request.body
      const { email } = await links.find(purpose, token)
      return { email }
    },
  }
}

type Link = { id: string; email: string; userId: string | null }

export async function findLink(db: IdentityDb, purpose: LinkPurpose, token: string): Promise<Link> {
  const open = { tokenHash: hashLinkToken(token), purpose, usedAt: null, expiresAt: { gt: new Date() } }
  const link = await db.mailedLink.findFirst({ where: open })
  if (!link) throw new ProblemError('link-expired')
  return link
}
