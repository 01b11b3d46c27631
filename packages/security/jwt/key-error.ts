/** Why a key, a key file or a key ring was refused. The codes are stable: log them and alert on them. */
export type KeyErrorCode =
  | 'folder-exposed'
  | 'file-exposed'
  | 'file-name'
  | 'file-content'
  | 'key-id'
  | 'key-state'
  | 'unsupported-algorithm'
  | 'mixed-key'
  | 'wrong-use'
  | 'weak-key'
  | 'unreadable-key'
  | 'private-key'
  | 'duplicate-key'
  | 'no-signing-key'
  | 'unknown-key'
  | 'too-early'
  | 'extractable-key'
  | 'device'

/** A key that must not be used. The message names the key or the file, and never holds key material. */
export class KeyError extends Error {
  readonly code: KeyErrorCode

  constructor(code: KeyErrorCode, message: string) {
    super(message)
    this.name = 'KeyError'
    this.code = code
  }
}
