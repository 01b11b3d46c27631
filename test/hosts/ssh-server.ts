import { execFile, execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, startServer } from '../support/native/index.ts'
import { withPrivateEtc } from './private-etc.ts'
import { renderRole } from './render-role.ts'

export type SshResult = { readonly code: number; readonly output: string; readonly error: string }

export type SshServer = {
  readonly folder: string
  readonly log: () => string
  /**
   * Signs in and runs a command.
   * @param options - of ssh, such as `-oCiphers=aes128-ctr`; `environment` is that of ssh
   */
  readonly ssh: (user: string, options: readonly string[], environment?: Record<string, string>) => Promise<SshResult>
  readonly stop: () => Promise<void>
}

/** Accounts, and the keys that open them: each has the key of its own name. */
const accounts = ['administrator', 'stranger', 'root']

/**
 * Starts Debian's sshd with the settings of the role. `administrator` is in the group of those who may sign in, `stranger` is not.
 * Beside the role's file is one of cloud-init that allows passwords.
 * @param secondFactor - the secret of the administrator's authenticator app, in base 32
 */
export async function startSshServer(secondFactor?: string): Promise<SshServer> {
  // sshd uses keys only if no other user could replace their folder, as in /tmp.
  const folder = await mkdtemp('/run/palisade-ssh-')
  const port = await freePort()
  for (const name of [...accounts, 'host', 'unknown']) createKey(join(folder, name), 'ed25519')
  createKey(join(folder, 'rsa'), 'rsa')
  const { vps = {} } = await renderRole('single-vps', ['sshd.conf', 'pam-second-factor'], {
    palisade_host_ssh_port: port,
    palisade_host_ssh_second_factor: secondFactor !== undefined,
    palisade_host_ssh_host_key: join(folder, 'host'),
  })
  for (const [name, text] of Object.entries(vps)) writeFileSync(join(folder, name), text)
  if (secondFactor) writeFileSync(join(folder, 'secret'), `${secondFactor}\n" TOTP_AUTH\n`, { mode: 0o600 })
  const logFile = join(folder, 'sshd.log')
  const [command, args] = withPrivateEtc(setUp(folder, secondFactor !== undefined))
  const server = await startServer({ command, args, port, logFile })
  return {
    folder,
    log: () => readFileSync(logFile, 'utf8'),
    ssh: (user, options, environment) => ssh(port, user, options, environment),
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}

function createKey(file: string, type: 'ed25519' | 'rsa'): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, ...(type === 'rsa' ? ['-b', '2048'] : []), '-N', '', '-f', file])
}

function setUp(folder: string, hasSecondFactor: boolean): string {
  return [
    'mkdir -p /run/sshd /etc/ssh/authorized_keys',
    'groupadd administrators',
    'useradd --groups administrators --no-create-home --home-dir / --shell /bin/sh administrator',
    'useradd --no-create-home --home-dir / --shell /bin/sh stranger',
    'echo administrator:a-right-password | chpasswd',
    ...accounts.map(name => `cp ${folder}/${name}.pub /etc/ssh/authorized_keys/${name}`),
    `cat ${folder}/rsa.pub >> /etc/ssh/authorized_keys/administrator`,
    `cp ${folder}/sshd.conf /etc/ssh/sshd_config.d/00-palisade.conf`,
    "echo 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/50-cloud-init.conf",
    ...(hasSecondFactor
      ? [
          'mkdir -m 700 /etc/ssh/second_factors',
          `cp ${folder}/secret /etc/ssh/second_factors/administrator`,
          'chmod 400 /etc/ssh/second_factors/administrator',
          `cp ${folder}/pam-second-factor /etc/pam.d/palisade-second-factor`,
          "sed -i 's/^@include common-auth$/@include palisade-second-factor/' /etc/pam.d/sshd",
        ]
      : []),
    'exec /usr/sbin/sshd -D -e',
  ].join('\n')
}

function ssh(
  port: number,
  user: string,
  options: readonly string[],
  environment: Record<string, string> = {},
): Promise<SshResult> {
  const args = [
    '-F/dev/null',
    `-p${port}`,
    '-oStrictHostKeyChecking=no',
    '-oUserKnownHostsFile=/dev/null',
    '-oIdentitiesOnly=yes',
    '-oIdentityAgent=none',
    ...options,
    `${user}@127.0.0.1`,
    'id -un',
  ]
  return new Promise(resolve => {
    const env = { PATH: process.env['PATH'], ...environment }
    execFile('setsid', ['ssh', ...args], { env }, (error, output, errors) => {
      resolve({ code: Number(error?.code ?? 0), output, error: errors })
    })
  })
}
