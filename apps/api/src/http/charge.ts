import type { AdmissionStore, LimitCheck } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { refuseByLimit } from './limit-problem.ts'

/**
 * Charges work to limits of rare things, such as mails, and refunds the charge when the work fails. Otherwise an outage would
 * use up the caller's limit.
 * @throws ProblemError `quota-exceeded` or `unavailable`
 */
export async function charge<T>(
  admission: AdmissionStore,
  request: FastifyRequest,
  limits: readonly LimitCheck[],
  work: () => Promise<T>,
): Promise<T> {
  const admitted = await admission.admit({ limits })
  if (!admitted.ok) throw refuseByLimit(request, admitted)
  return refundOnFailure(admission, limits, work)
}

type Mail = { sender: readonly LimitCheck[]; address: readonly LimitCheck[] }

/**
 * Charges a mail to its sender and to its address. An address over its limit is no error, so that the answer says nothing
 * about it.
 * @param queue learns whether the address is over its limit
 * @throws ProblemError `quota-exceeded` for the sender, `unavailable` while the limit store is
 */
export function chargeMail<T>(
  admission: AdmissionStore,
  request: FastifyRequest,
  { sender, address }: Mail,
  queue: (isOverLimit: boolean) => Promise<T>,
): Promise<T> {
  return charge(admission, request, sender, async () => {
    const admitted = await admission.admit({ limits: address })
    if (admitted.ok) return refundOnFailure(admission, address, () => queue(false))
    if (admitted.reason !== 'limited') throw refuseByLimit(request, admitted)
    return queue(true)
  })
}

async function refundOnFailure<T>(
  admission: AdmissionStore,
  charged: readonly LimitCheck[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await admission.refund(charged)
    throw error
  }
}
