import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createSecretToolStorage, hasSecretTool } from '../../apps/mobile-client/src/secret-tool-storage.ts'
import { keyringPackages, missingServers } from '../support/native/index.ts'

const missing = missingServers(keyringPackages)

describe.skipIf(missing.length > 0)(`the keyring${missing.length > 0 ? ` (not installed: ${missing})` : ''}`, () => {
  let bus: ChildProcess
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palisade-keyring-'))
    const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder }
    bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [address] = await once(createInterface(bus.stdout as Readable), 'line')
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', address)

    const desktop = { ...env, DBUS_SESSION_BUS_ADDRESS: address }
    const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets'], { env: desktop, stdio: 'pipe' })
    keyring.stdin.end('the password of the desktop')
    // By then it listens in the background, for as long as there is a bus.
    await once(keyring, 'exit')
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    bus.kill()
    await once(bus, 'exit')
    await rm(folder, { recursive: true, force: true })
  })

  test('[S18] keeps a token until it is cleared, for its account only', async () => {
    expect(hasSecretTool(process.env)).toBe(true)
    const storage = createSecretToolStorage('https://api.example.org')
    expect(await storage.load()).toBeUndefined()
    await storage.save('a refresh token')
    await storage.save('the next refresh token')
    expect(await storage.load()).toBe('the next refresh token')
    expect(await createSecretToolStorage('https://evil.example.org').load()).toBeUndefined()

    await storage.clear()
    expect(await storage.load()).toBeUndefined()
  })

  test('reports when the keyring does not store a token', async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nonexistent')
    await expect(createSecretToolStorage('https://api.example.org').save('a token')).rejects.toThrow('did not take')
  })
})
