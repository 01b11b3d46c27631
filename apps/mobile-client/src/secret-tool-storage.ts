import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { SecureStorage } from './secure-storage.ts'

/** Whether this desktop has a keyring, and libsecret's command for it. */
export function hasSecretTool(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env['DBUS_SESSION_BUS_ADDRESS']) && !spawnSync('secret-tool', ['--version']).error
}

/** The keyring of the desktop: the secret goes through pipes, never through arguments, which all users can see. */
export function createSecretToolStorage(account: string): SecureStorage {
  const attributes = ['service', 'palisade-mobile', 'account', account]
  return {
    load: async () => (await run(['lookup', ...attributes])) || undefined,
    save: async secret => {
      const saved = await run(['store', '--label=Palisade', ...attributes], secret)
      if (saved === undefined) throw new Error('the keyring did not take the refresh token')
    },
    clear: async () => void (await run(['clear', ...attributes])),
  }
}

/** What it prints; undefined when it fails, as it does where there is nothing to find. */
async function run(args: string[], input = ''): Promise<string | undefined> {
  const child = spawn('secret-tool', args, { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(input)
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return code === 0 ? output : undefined
}
