import { randomUUIDv7 } from 'node:crypto'
import { type LinkPurpose, mailedLinks, mailLimits } from '@palisade/contracts'
import type { Database, IdentityDb } from '@palisade/db'
import { hashLinkToken } from '@palisade/security/credentials'
import { type AdmissionStore, clientNetwork } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { hashedKey, slidingWindow } from '../../access/limit-policies.ts'
import { refuseByLimit } from '../../http/limit-problem.ts'
import { ProblemError } from '../../http/problem.ts'

/** The email is in lower case. The worker finds out whether it has an account, so that the answer tells nothing. */
type Wanted = { purpose: LinkPurpose; email: string }

export type MailedLinks = ReturnType<typeof createMailedLinks>

const perIp = slidingWindow('mails-ip', mailLimits.perIp)
const perAddress = slidingWindow('mails-address', mailLimits.perAddress)

/** Links that a worker mails. The API never has their tokens before somebody presents one. */
export function createMailedLinks(db: Database, admission: AdmissionStore) {
  return {
    /**
     * Requests the mail of a link. The same work is done for an address with an account and for one without.
     * @throws ProblemError `quota-exceeded` when one network asks too often; too many for one address are not sent
     */
    async send(request: FastifyRequest, { purpose, email }: Wanted): Promise<void> {
      const fromNetwork = await admission.admit({ limits: [{ policy: perIp, key: clientNetwork(request.ip) }] })
      if (!fromNetwork.ok) throw refuseByLimit(request, fromNetwork)
      const key = hashedKey(`${purpose} ${email}`)
      const toAddress = await admission.admit({ limits: [{ policy: perAddress, key }] })
      if (!toAddress.ok) return
      const expiresAt = new Date(Date.now() + mailedLinks[purpose].lifetimeMs)
      const id = randomUUIDv7()
      await db.forIdentity(async tx => {
        // `createMany` returns no row, and so reads no column.
        await tx.mailedLink.createMany({ data: { id, purpose, email, expiresAt } })
        await tx.queueMail(id)
      })
    },

    /** @throws ProblemError `link-expired` for a token that no link of this purpose has, or that was used */
    find: (purpose: LinkPurpose, token: string) => db.forIdentity(tx => findLink(tx, purpose, token)),
  }
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

/** Ends unused links of an account or of an address, so that nobody gets in with an older mail. */
export async function endLinks(db: IdentityDb, whose: { userId: string } | { purpose: LinkPurpose; email: string }) {
  await db.mailedLink.updateMany({ where: { ...whose, usedAt: null }, data: { usedAt: new Date() } })
}

type Link = { id: string; email: string; userId: string | null }

async function findLink(db: IdentityDb, purpose: LinkPurpose, token: string): Promise<Link> {
  const open = { tokenHash: hashLinkToken(token), purpose, usedAt: null, expiresAt: { gt: new Date() } }
  const link = await db.mailedLink.findFirst({ where: open })
  if (!link) throw new ProblemError('link-expired')
  return link
}
