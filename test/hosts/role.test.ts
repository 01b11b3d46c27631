import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { someAdministrators } from './render-role.ts'
import { canInstallDebian, installDebian, type RootFileSystem } from './root-file-system.ts'

describe.skipIf(!canInstallDebian)('the role in a Debian root file system', () => {
  let debian: RootFileSystem
  beforeAll(async () => {
    debian = await installDebian()
  }, 1_800_000)
  afterAll(() => debian?.remove())

  /** The numbers of the summary, such as changed=0. */
  const harden = async () => {
    const variables = { ...someAdministrators, palisade_host_ssh_second_factor: true }
    const output = await debian.run(
      'env',
      'ANSIBLE_ROLES_PATH=/srv/host/roles',
      'ansible-playbook',
      '--connection=local',
      '--inventory=/srv/host/inventories/single-vps.yaml',
      `--extra-vars=${JSON.stringify(variables)}`,
      '/srv/host/site.yaml',
    )
    return Object.fromEntries([...output.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)]))
  }

  const hardeningIndex = async () => {
    await debian.run('lynis', 'audit', 'system', '--quick', '--quiet', '--no-colors').catch(() => {})
    return Number(/^hardening_index=(\d+)$/m.exec(await debian.run('cat', '/var/log/lynis-report.dat'))?.[1])
  }

  test('[S5] the role raises the hardening index of lynis, and changes nothing in a second run', async () => {
    const before = await hardeningIndex()
    expect(await harden()).toMatchObject({ failed: 0, unreachable: 0, changed: expect.toSatisfy(count => count > 20) })
    expect(await hardeningIndex()).toBeGreaterThan(before)
    expect(await harden()).toMatchObject({ failed: 0, changed: 0 })
  }, 1_800_000)

  test('[S91] an administrator who was removed from the inventory loses their key', async () => {
    await debian.run('sh', '-c', 'echo "ssh-ed25519 AAAA" > /etc/ssh/authorized_keys/former')
    expect(await harden()).toMatchObject({ failed: 0, changed: 1 })
    expect((await debian.run('ls', '/etc/ssh/authorized_keys')).trim()).toBe('ada')
  }, 1_800_000)
})
