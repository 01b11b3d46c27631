import { invitationLimits } from '@palisade/contracts'
import { type AdmissionStore, clientNetwork } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { hashedKey, slidingWindow } from '../../access/limit-policies.ts'
import { chargeMail } from '../../http/charge.ts'

const perTenant = slidingWindow('invitations-tenant', invitationLimits.perTenant)
const perPerson = slidingWindow('invitations-person', invitationLimits.perPerson)
const perIp = slidingWindow('invitations-ip', invitationLimits.perIp)
const perAddress = slidingWindow('invitations-address', invitationLimits.perAddress)

type Mail = { admission: AdmissionStore; request: FastifyRequest; email: string }

/**
 * Charges the mail of an invitation to its sender and to its address, and refunds the charge when `queue` fails.
 * @param queue gets for how many milliseconds the mail has to wait, since the address was sent enough for now
 * @throws ProblemError `quota-exceeded` when the tenant, the person or the network sends too many
 */
export async function chargeInvitation<T>(
  { admission, request, email }: Mail,
  queue: (delayMs: number) => Promise<T>,
): Promise<T> {
  const sender = await senderLimits(request)
  const address = [{ policy: perAddress, key: hashedKey(email) }]
  return chargeMail(admission, request, { sender, address }, isOverLimit =>
    queue(isOverLimit ? invitationLimits.perAddress.windowMs : 0),
  )
}

async function senderLimits(request: FastifyRequest) {
  const { tenantId, memberId } = request.caller
  const { userId } = await request.readInTenant(tx =>
    tx.membership.findFirstOrThrow({ where: { tenantId, id: memberId }, select: { userId: true } }),
  )
  return [
    { policy: perTenant, key: tenantId },
    { policy: perPerson, key: userId ?? memberId },
    { policy: perIp, key: clientNetwork(request.ip) },
  ]
}
