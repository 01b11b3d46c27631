import { createHash, randomUUIDv7 } from 'node:crypto'
import { type LinkPurpose, mailedLinks, mailLimits } from '@palisade/contracts'
import type { Database, IdentityDb } from '@palisade/db'
import { hashLinkToken } from '@palisade/security/credentials'
import { type AdmissionStore, clientNetwork, type LimitPolicy } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { refuseByLimit } from '../../http/limit-problem.ts'
import { ProblemError } from '../../http/problem.ts'

type Asked = {
  purpose: LinkPurpose
  /** In lower case. */
  email: string
  /** Whose account it is for, where that is known. Otherwise the worker looks, so that the answer tells nothing. */
  userId?: string
}

export type MailedLinks = ReturnType<typeof createMailedLinks>

const policyOf = (name: string, limit: { limit: number; windowMs: number }): LimitPolicy => {
  return { name, algorithm: 'sliding-window', ...limit }
}
const perIp = policyOf('mails-ip', mailLimits.perIp)
const perAddress = policyOf('mails-address', mailLimits.perAddress)

/** Links that a worker mails. The API never has their tokens before somebody presents one. */
export function createMailedLinks(db: Database, admission: AdmissionStore) {
  return {
    /**
     * Has a link mailed. The same work is done for an address with an account and for one without.
     * @throws ProblemError `quota-exceeded` when one network asks too often; too many for one address are not sent
     */
    async send(request: FastifyRequest, { purpose, email, userId }: Asked): Promise<void> {
      const fromNetwork = await admission.admit({ limits: [{ policy: perIp, key: clientNetwork(request.ip) }] })
      if (!fromNetwork.ok) throw refuseByLimit(request, fromNetwork)
      const address = createHash('sha256').update(`${purpose} ${email}`).digest('base64url')
      const toAddress = await admission.admit({ limits: [{ policy: perAddress, key: address }] })
      if (!toAddress.ok) return
      const expiresAt = new Date(Date.now() + mailedLinks[purpose].lifetimeMs)
      const id = randomUUIDv7()
      await db.forIdentity(async tx => {
        // `createMany` returns no row, and so reads no column.
        await tx.mailedLink.createMany({ data: { id, purpose, email, userId: userId ?? null, expiresAt } })
        await tx.queueMail(id)
      })
    },

    /** @throws ProblemError `link-expired` for a token that no link of this purpose has, or that was used */
    find: (purpose: LinkPurpose, token: string) => db.forIdentity(tx => findLink(tx, purpose, token)),
  }
}

/**
 * Uses a link up, in the transaction of what it opens. Of two requests with the same token, one gets it.
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

/**
 * Ends the links of an account or of an address that are not used yet. Who read an older mail does not get in with it.
 */
export async function endLinks(db: IdentityDb, whose: { userId: string } | { purpose: LinkPurpose; email: string }) {
  const isLink = { in: Object.keys(mailedLinks) }
  await db.mailedLink.updateMany({ where: { purpose: isLink, ...whose, usedAt: null }, data: { usedAt: new Date() } })
}

export type Link = { id: string; email: string; userId: string | null }

async function findLink(db: IdentityDb, purpose: LinkPurpose, token: string): Promise<Link> {
  const open = { tokenHash: hashLinkToken(token), purpose, usedAt: null, expiresAt: { gt: new Date() } }
  const link = await db.mailedLink.findFirst({ where: open })
  if (!link) throw new ProblemError('link-expired')
  return link
}
