import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startServer } from '../support/native/index.ts'
import { createNetwork, type Hosts, type Network } from './network-namespaces.ts'
import { withPrivateEtc } from './private-etc.ts'
import { renderRole, role } from './render-role.ts'

/** On a busy machine, fail2ban reads a line some seconds late, and skips a ban that would be over. */
export const BAN_SECONDS = 10

export type BanningHost = {
  readonly network: Network
  /** Whether a host reaches port 80, over IPv4 and IPv6. */
  readonly isReachedBy: (name: string) => Promise<{ IPv4: boolean; IPv6: boolean }>
  readonly writeAuthLog: (lines: readonly string[]) => void
  readonly writeAccessLog: (lines: readonly string[]) => void
  readonly log: () => string
  readonly stop: () => Promise<void>
}

/**
 * Starts fail2ban with the jails of the role, beside the firewall of the role, on the host `vps` of a network.
 * @param clients - the other hosts of the network
 * @param trustedProxies - addresses that fail2ban must not ban
 */
export async function startBanningHost(clients: Hosts, trustedProxies: readonly string[]): Promise<BanningHost> {
  const folder = await mkdtemp('/run/palisade-bans-')
  const logs = { auth: join(folder, 'auth.log'), access: join(folder, 'access.log'), own: join(folder, 'fail2ban.log') }
  const { vps = {} } = await renderRole('single-vps', ['nftables.conf', 'fail2ban-jails.conf'], {
    palisade_host_trusted_proxies: trustedProxies,
    palisade_host_ban_seconds: BAN_SECONDS,
    palisade_host_auth_log: logs.auth,
    palisade_host_edge_access_log: logs.access,
  })
  writeFileSync(join(folder, 'jails'), vps['fail2ban-jails.conf'] ?? '')
  for (const log of Object.values(logs)) writeFileSync(log, '')
  const hosts = { ...clients, vps: ['203.0.113.10', '2001:db8:113::10'] }
  const network = await createNetwork(hosts)
  await network.run('vps', 'nft', ['-f', '-'], vps['nftables.conf'])
  const web = await startWebServer(network, folder)
  const fail2ban = await startFail2ban(network, folder, logs.own)
  const append = (log: string) => (lines: readonly string[]) =>
    appendFileSync(log, lines.map(line => `${line}\n`).join(''))
  return {
    network,
    isReachedBy: async name => {
      const [IPv4, IPv6] = await Promise.all(hosts.vps.map(address => reaches(network, name, address)))
      return { IPv4: IPv4 === true, IPv6: IPv6 === true }
    },
    writeAuthLog: append(logs.auth),
    writeAccessLog: append(logs.access),
    log: () => readFileSync(logs.own, 'utf8'),
    stop: async () => {
      await fail2ban.stop()
      await web.stop()
      network.remove()
      await rm(folder, { recursive: true })
    },
  }
}

async function startWebServer(network: Network, folder: string) {
  const server = "require('node:http').createServer((_, answer) => answer.end()).listen(80, '::')"
  const [command, args] = network.on('vps', process.execPath, '-e', server)
  return startServer({
    command,
    args,
    port: 80,
    isReady: () => reaches(network, 'vps', '127.0.0.1'),
    logFile: join(folder, 'web.log'),
  })
}

async function startFail2ban(network: Network, folder: string, logFile: string) {
  const script = [
    'rm -f /etc/fail2ban/jail.d/*',
    `cp ${folder}/jails /etc/fail2ban/jail.d/palisade.local`,
    `cp ${role}/files/palisade-edge.conf /etc/fail2ban/filter.d/`,
    `cp ${role}/files/palisade-nftables.conf /etc/fail2ban/action.d/`,
    `printf '[Definition]\\ndbfile = ${folder}/bans.sqlite3\\n' > /etc/fail2ban/fail2ban.local`,
    `exec fail2ban-server -f -s ${folder}/socket -p ${folder}/pid --logtarget ${logFile} start`,
  ]
  const [command, args] = network.on('vps', ...flat(withPrivateEtc(script.join('\n'))))
  return startServer({
    command,
    args,
    port: 0,
    isReady: async () => readFileSync(logFile, 'utf8').includes("Jail 'palisade-edge-flood' started"),
    logFile: join(folder, 'fail2ban-output.log'),
  })
}

const flat = ([command, args]: [string, string[]]): [string, ...string[]] => [command, ...args]

async function reaches(network: Network, host: string, address: string): Promise<boolean> {
  const url = address.includes(':') ? `http://[${address}]/` : `http://${address}/`
  return network.run(host, 'curl', ['--fail', '--silent', '--max-time', '1', url]).then(
    () => true,
    () => false,
  )
}
