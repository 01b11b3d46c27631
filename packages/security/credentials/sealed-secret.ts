import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
const version = 'v1'

/** In bytes. */
export const sealingKeyLength = 32

/**
 * Encrypts a secret that has to be read back, such as that of an authenticator app. A stolen database without the key does not
 * reveal it.
 *
 * @param key 32 random bytes, kept apart from the database
 * @param owner the owner of the secret: it cannot be decrypted for another owner
 * @throws {RangeError} for a key of another length
 * @see NIST SP 800-38D
 */
export function sealSecret(key: Uint8Array, owner: string, secret: string): string {
  checkKey(key)
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${version}.${sealed.toString('base64url')}`
}

/** @throws {Error} when it was sealed with another key or for another owner, or was changed */
export function openSecret(key: Uint8Array, owner: string, sealed: string): string {
  checkKey(key)
  const [form, text = ''] = sealed.split('.')
  const bytes = Buffer.from(text, 'base64url')
  if (form !== version || bytes.length < nonceBytes + tagBytes) throw new Error('this is no sealed secret')
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(-tagBytes))
  return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
}

function checkKey(key: Uint8Array): void {
  if (key.byteLength !== sealingKeyLength) throw new RangeError(`a sealing key has ${sealingKeyLength} bytes`)
}
