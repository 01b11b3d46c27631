import { hkdfSync } from 'node:crypto'
import { type RequestOf, type ResponseOf, sessionLifetimes } from '@palisade/contracts'
import { createDeviceToken, readDeviceToken } from '@palisade/security/credentials'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { deviceCookie } from './cookies.ts'
import type { Client } from './session-store.ts'

/** Stores on the device that somebody has signed in there: in a cookie, or in the storage of a native client. */
export function createKnownDevices(dataKey: Buffer) {
  const key = Buffer.from(hkdfSync('sha256', dataKey, '', 'known devices', 32))
  const of = (email: string) => ({ key, account: email, nowMs: Date.now() })
  return {
    /** The id of the device, where it is known to this account. */
    find: (request: FastifyRequest, email: string): string | undefined => {
      const { deviceToken } = request.body as RequestOf<'auth.sign-in'>['body']
      return readDeviceToken(of(email), deviceToken ?? deviceCookie.read(request))
    },

    remember: (reply: FastifyReply, email: string, client: Client): Pick<ResponseOf<'auth.sign-in'>, 'deviceToken'> => {
      const deviceToken = createDeviceToken(of(email), sessionLifetimes.knownDeviceMs)
      if (client === 'body') return { deviceToken }
      deviceCookie.set(reply, deviceToken, sessionLifetimes.knownDeviceMs)
      return {}
    },
  }
}

export type KnownDevices = ReturnType<typeof createKnownDevices>
