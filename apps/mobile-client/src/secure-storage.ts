/** Where a device keeps a secret for one app: Keychain, Keystore, or what this machine has. */
export type SecureStorage = {
  load(): Promise<string | undefined>
  save(secret: string): Promise<void>
  clear(): Promise<void>
}
