import { spawnSync } from 'node:child_process'

/** Whether this process may mount file systems for itself. */
export const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

/**
 * A shell script that sees a copy of /etc, in which it can add users and settings: nothing of it reaches this machine.
 * @returns the command and arguments that run the script
 */
export function withPrivateEtc(script: string): [command: string, args: string[]] {
  const lines = [
    'mount -t tmpfs tmpfs /mnt',
    'mkdir /mnt/changes /mnt/work',
    'mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/changes,workdir=/mnt/work /etc',
    script,
  ]
  return ['unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', lines.join('\n')]]
}
