import type { ResponseOf } from '@palisade/contracts'

/** What a mailed invitation is for. */
export type Offer = ResponseOf<'invitations.look-up'>
