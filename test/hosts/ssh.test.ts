import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canMount } from './private-etc.ts'
import { type SshServer, startSshServer } from './ssh-server.ts'

describe.skipIf(!canMount)('sshd with the settings of the role', () => {
  let server: SshServer
  beforeAll(async () => {
    server = await startSshServer()
  })
  afterAll(() => server?.stop())

  const key = (name: string) => `-i${join(server.folder, name)}`
  /** The server offers no other method. */
  const onlyKeys = { code: 255, output: '', error: expect.stringContaining('Permission denied (publickey).') }

  test('[S91] an administrator signs in with their key', async () => {
    expect(await server.ssh('administrator', [key('administrator')])).toMatchObject({
      code: 0,
      output: 'administrator\n',
    })
    expect(server.log()).toMatch(
      /Accepted publickey for administrator from 127\.0\.0\.1 port \d+ ssh2: ED25519 SHA256:/,
    )
  })

  test('[S5] the right password signs nobody in, whatever cloud-init allows', async () => {
    const password = ['-oPubkeyAuthentication=no', '-oPreferredAuthentications=password,keyboard-interactive']
    expect(await server.ssh('administrator', password)).toEqual(onlyKeys)
  })

  test('[S91] root is refused with a listed key', async () => {
    expect(await server.ssh('root', [key('root')])).toEqual(onlyKeys)
    expect(server.log()).toContain('User root from 127.0.0.1 not allowed')
  })

  test('[S91] a user outside the group is refused with a listed key', async () => {
    expect(await server.ssh('stranger', [key('stranger')])).toEqual(onlyKeys)
    expect(server.log()).toContain("User stranger from 127.0.0.1 not allowed because none of user's groups are listed")
  })

  test('[S91] a key that is not listed, or an RSA key that is, opens no account', async () => {
    expect(await server.ssh('administrator', [key('unknown')])).toEqual(onlyKeys)
    expect(await server.ssh('administrator', [key('rsa')])).toEqual(onlyKeys)
    expect(await server.ssh('administrator', [key('stranger')])).toEqual(onlyKeys)
  })

  test('[S5] a connection ends at the third wrong key', async () => {
    const keys = ['unknown', 'stranger', 'root', 'administrator'].map(key)
    expect(await server.ssh('administrator', keys)).toMatchObject({
      code: 255,
      error: expect.stringContaining('Too many authentication failures'),
    })
  })

  test.each([
    '-oKexAlgorithms=diffie-hellman-group14-sha256,ecdh-sha2-nistp256',
    '-oHostKeyAlgorithms=rsa-sha2-512,ecdsa-sha2-nistp256',
    '-oCiphers=aes256-ctr,aes128-ctr,chacha20-poly1305@openssh.com',
  ])('[S5] a client with other algorithms is refused: %s', async option => {
    expect(await server.ssh('administrator', [option, key('administrator')])).toMatchObject({
      code: 255,
      error: expect.stringContaining('no matching'),
    })
  })

  test('[S5] a usual client gets a key exchange that resists quantum computers', async () => {
    const { error } = await server.ssh('administrator', ['-v', key('administrator')])
    expect(error).toContain('kex: algorithm: sntrup761x25519-sha512@openssh.com')
    expect(error).toMatch(/cipher: aes(?:128|256)-gcm@openssh\.com MAC: <implicit>/)
  })

  test('[S5] a session forwards no connections', async () => {
    expect(await server.ssh('administrator', [key('administrator'), '-W127.0.0.1:22'])).toMatchObject({
      code: 255,
      error: expect.stringContaining('administratively prohibited'),
    })
  })
})
