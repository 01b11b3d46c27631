import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { hostFolder } from './render-role.ts'

const run = promisify(execFile)

/** Whether Debian can be installed into a folder of this machine. */
export const canInstallDebian = process.getuid?.() === 0 && spawnSync('debootstrap', ['--version']).status === 0

export type RootFileSystem = {
  /** Runs a program in it, and resolves to its output. */
  readonly run: (...command: string[]) => Promise<string>
  readonly remove: () => Promise<void>
}

/** Installs Debian 12 with Ansible and lynis into a folder, from the package servers of this machine. Takes some minutes. */
export async function installDebian(): Promise<RootFileSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-debian-'))
  const runIn = async (...command: string[]) => (await run(...inFolder(folder, command), { maxBuffer: 1e8 })).stdout
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    // debootstrap mounts /proc into the folder. Where it is interrupted, the mount ends with its namespace.
    const install = ['debootstrap', '--variant=minbase', '--include=ca-certificates', 'bookworm', folder]
    await run('unshare', ['--mount', '--propagation', 'private', ...install], { maxBuffer: 1e8 })
    await rm(join(folder, 'etc/apt/sources.list'))
    for (const name of ['sources.list', 'sources.list.d', 'apt.conf.d'])
      await cp(`/etc/apt/${name}`, join(folder, 'etc/apt', name), { recursive: true }).catch(() => {})
    await cp('/etc/resolv.conf', join(folder, 'etc/resolv.conf'))
    // No package starts its service.
    await writeFile(join(folder, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 })
    await runIn('apt-get', 'update', '-qq')
    await runIn(
      'apt-get',
      'install',
      '-qq',
      '-y',
      '--no-install-recommends',
      'ansible-core',
      'lynis',
      'procps',
      'systemd',
    )
    await mkdir(join(folder, 'srv'), { recursive: true })
    await cp(hostFolder, join(folder, 'srv/host'), { recursive: true })
    return { run: runIn, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Runs in namespaces that end with the program, so its mounts end too. It cannot change the kernel of this machine. */
function inFolder(folder: string, command: string[]): [command: string, args: string[]] {
  const script = [
    'root=$1; shift',
    'mount --bind "$root" "$root"',
    'mount -t proc proc "$root/proc"',
    'mount --bind "$root/proc/sys" "$root/proc/sys"',
    'mount -o remount,ro,bind "$root/proc/sys"',
    'mount --rbind /dev "$root/dev"',
    'mount -t tmpfs tmpfs "$root/run"',
    // sshd checks its settings only where its folder exists; on a host, systemd creates it.
    'mkdir "$root/run/sshd"',
    'exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"',
  ]
  return ['unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', script.join('\n'), 'sh', folder, ...command]]
}
