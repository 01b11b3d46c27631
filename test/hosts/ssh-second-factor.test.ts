import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { canMount } from './private-etc.ts'
import { type SshServer, startSshServer } from './ssh-server.ts'

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe.skipIf(!canMount)('sshd with a second factor', () => {
  const authenticator = createAuthenticator(secret)
  let server: SshServer
  beforeAll(async () => {
    server = await startSshServer(secret)
    writeFileSync(join(server.folder, 'answer'), '#!/bin/sh\necho "$CODE"\n', { mode: 0o700 })
  })
  afterAll(() => server?.stop())

  /** ssh asks this program for the code. */
  const answer = (code: string) => ({
    SSH_ASKPASS: join(server.folder, 'answer'),
    SSH_ASKPASS_REQUIRE: 'force',
    CODE: code,
  })
  const key = (name: string) => `-i${join(server.folder, name)}`
  const oneTry = '-oNumberOfPasswordPrompts=1'

  test('[S91] key and code sign an administrator in', async () => {
    const code = answer(await authenticator.nextCode())
    expect(await server.ssh('administrator', [key('administrator'), oneTry], code)).toMatchObject({
      code: 0,
      output: 'administrator\n',
    })
  })

  test.each([
    ['a wrong code', 'administrator', async () => '000000'],
    ['the password of the account', 'administrator', async () => 'a-right-password'],
    ['a wrong key with a right code', 'unknown', () => authenticator.nextCode()],
  ])('[S91] %s signs nobody in', async (_, name, code) => {
    expect(await server.ssh('administrator', [key(name), oneTry], answer(await code()))).toMatchObject({
      code: 255,
      output: '',
      error: expect.stringContaining('Permission denied'),
    })
  })
})
