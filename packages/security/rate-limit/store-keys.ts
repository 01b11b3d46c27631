import { hash } from 'node:crypto'
import { createBoundedMap } from '../bounded-map.ts'
import { ruleOf } from './limit-policy.ts'
import type { LimitPolicy, TokenFacts } from './types.ts'

/** Where a counter lives. On Redis Cluster all names of one bucket share a hash tag, and with it a slot. */
export type StoreKey = { name: string; bucket: number }

export type StoreKeys = {
  limit(policy: LimitPolicy, key: string): StoreKey
  penalty(key: string): StoreKey
  jti(jti: string): StoreKey
  session(sessionId: string): StoreKey
  subject(subject: string): StoreKey
  tenant(tenantId: string): StoreKey
  membership(token: Pick<TokenFacts, 'tenantId' | 'subject'>): StoreKey
}

const REMEMBERED = 8192
const LONGEST_REMEMBERED = 256

/**
 * Names the entries of a store. An identifier becomes 96 bits of SHA-256: 16 characters whatever a caller sends, no
 * address or e-mail in Redis dumps, and nobody can find an identifier that shares the counter of somebody else.
 * The algorithm is part of the name, so that a policy that changes its algorithm starts again.
 */
export function createStoreKeys(prefix: string, buckets: number): StoreKeys {
  const limits = new WeakMap<LimitPolicy, (key: string) => StoreKey>()
  const namer = (letter: string, label: string, home: (id: string) => string = id => id) =>
    remembering(id => {
      const digest = hash('sha256', `${label}\0${id}`, 'base64url').slice(0, 16)
      if (buckets === 0) return { name: `${prefix}${letter}${digest}`, bucket: 0 }
      const bucket = Number.parseInt(hash('sha256', home(id), 'hex').slice(0, 8), 16) % buckets
      return { name: `${prefix}{${bucket}}${letter}${digest}`, bucket }
    })
  const jti = namer('j', 'jti')
  const membership = namer('v', 'membership', id => id.slice(id.indexOf(':') + 1).slice(0, Number.parseInt(id, 10)))
  return {
    limit(policy, key) {
      let name = limits.get(policy)
      if (name === undefined) {
        name = namer('tsfm'.charAt(ruleOf(policy).kind), policy.name)
        limits.set(policy, name)
      }
      return name(key)
    },
    penalty: namer('p', 'penalty'),
    jti,
    session: namer('i', 'session'),
    subject: namer('u', 'subject'),
    tenant: namer('n', 'tenant'),
    // The length in front keeps two identifiers apart whatever they contain.
    membership: ({ tenantId, subject }) => membership(`${tenantId.length}:${tenantId}${subject}`),
  }
}

/** Hashing costs a microsecond, so keep the names in use. */
function remembering(make: (id: string) => StoreKey): (id: string) => StoreKey {
  const known = createBoundedMap<StoreKey>(REMEMBERED)
  return id => {
    const remembered = known.get(id)
    if (remembered !== undefined) return remembered
    if (typeof id !== 'string') throw new TypeError('a key must be a string')
    const key = make(id)
    if (id.length <= LONGEST_REMEMBERED) known.set(id, key)
    return key
  }
}
