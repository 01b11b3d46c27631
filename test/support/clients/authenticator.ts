import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

const periodMs = 30_000
/** The time that a code may take to reach the server. */
const onItsWayMs = 10_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export type Authenticator = { nextCode: () => Promise<string> }

/** An authenticator app (RFC 6238). It returns each code once, because the server accepts each code once. */
export function createAuthenticator(secret: string): Authenticator {
  const key = decodeBase32(secret)
  let lastStep = 0
  return {
    async nextCode() {
      // The server takes the step before and the step after as well, so that only the third code has to be waited for.
      const step = Math.max(lastStep + 1, Math.floor((Date.now() + onItsWayMs) / periodMs) - 1)
      while (step > Math.floor(Date.now() / periodMs) + 1) await sleep(500)
      lastStep = step
      return codeOf(key, step)
    },
  }
}

function codeOf(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', key).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

function decodeBase32(text: string): Buffer {
  const bits = Array.from(text, letter => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)?.map(byte => Number.parseInt(byte, 2)) ?? [])
}
