import type { Database } from '@palisade/db'
import type { KeyRing, TokenIssuer } from '@palisade/security/jwt'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { Config } from '../../config.ts'
import { type AttemptGuards, createAttemptGuards } from '../../http/attempt-guard.ts'
import { type Challenges, createChallenges } from './challenges.ts'
import { createKnownDevices, type KnownDevices } from './known-devices.ts'
import { createMailedLinks, type MailedLinks } from './mailed-links.ts'
import { createSessionResponses, type SessionResponses } from './session-responses.ts'

/** What the handlers of this folder share. */
export type AuthDeps = {
  db: Database
  admission: AdmissionStore
  guards: AttemptGuards
  links: MailedLinks
  devices: KnownDevices
  responses: SessionResponses
  challenges: Challenges
  dataKey: Buffer
  sessionLifetimeMs: number
}

export type AuthParts = Pick<AuthDeps, 'db'> & {
  admission: AdmissionStore
  config: Pick<Config, 'dataKey' | 'publicOrigin' | 'sessionLifetimeMs'>
  keys: KeyRing
  tokenIssuer: TokenIssuer
}

export function createAuthDeps({ config, keys, tokenIssuer, admission, db }: AuthParts): AuthDeps {
  const { dataKey, publicOrigin, sessionLifetimeMs } = config
  const devices = createKnownDevices(dataKey)
  return {
    db,
    admission,
    guards: createAttemptGuards(admission),
    links: createMailedLinks(db, admission),
    devices,
    responses: createSessionResponses(tokenIssuer, devices),
    challenges: createChallenges(keys, publicOrigin),
    dataKey,
    sessionLifetimeMs,
  }
}
