import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether this process may create network namespaces with a firewall. */
export const canCreateNetworks = spawnSync('unshare', ['--net', 'nft', 'list', 'ruleset']).status === 0

/** The IPv4 and the IPv6 address of each host. */
export type Hosts = Record<string, readonly string[]>

export type Network = {
  /** The command and arguments that run a program on a host. */
  readonly on: (host: string, command: string, ...args: string[]) => [command: string, args: string[]]
  /** Runs a program on a host, with its standard input, and resolves to its standard output. */
  readonly run: (host: string, command: string, args: readonly string[], input?: string) => Promise<string>
  /** The namespace of a host, for `ip`. */
  readonly namespace: (host: string) => string
  readonly remove: () => void
}

let networks = 0

/**
 * Creates a network namespace for each host, and connects all by one switch. Every host reaches every address directly, so only
 * the firewalls decide.
 */
export async function createNetwork(hosts: Hosts): Promise<Network> {
  const prefix = `palisade-${process.pid}-${networks++}`
  const namespace = (host: string) => `${prefix}-${host}`
  const remove = () => {
    for (const host of ['switch', ...Object.keys(hosts)]) spawnSync('ip', ['netns', 'delete', namespace(host)])
  }
  const on = (host: string, command: string, ...args: string[]): [string, string[]] => [
    'ip',
    ['netns', 'exec', namespace(host), command, ...args],
  ]
  const runOn: Network['run'] = async (host, command, args, input) => {
    const started = run(...on(host, command, ...args))
    if (input !== undefined) started.child.stdin?.end(input)
    return (await started).stdout
  }
  try {
    await run('sh', ['-ec', setUp(hosts, namespace).join('\n')])
  } catch (error) {
    remove()
    throw error
  }
  return { on, run: runOn, namespace, remove }
}

function setUp(hosts: Hosts, namespace: (host: string) => string): string[] {
  const center = namespace('switch')
  const connect = ([host, addresses]: [string, readonly string[]], index: number) => {
    const name = namespace(host)
    return [
      `ip netns add ${name}`,
      `ip -n ${center} link add port${index} up master bridge type veth peer name eth0 netns ${name}`,
      `ip -n ${name} link set lo up`,
      `ip -n ${name} link set eth0 up`,
      // Without `nodad`, an IPv6 address is usable only after a second.
      ...addresses.map(
        address => `ip -n ${name} address add ${address} dev eth0 ${address.includes(':') ? 'nodad' : ''}`,
      ),
      `ip -n ${name} route add default dev eth0`,
      `ip -n ${name} -6 route add default dev eth0`,
    ]
  }
  return [
    `ip netns add ${center}`,
    `ip -n ${center} link add bridge up type bridge`,
    ...Object.entries(hosts).flatMap(connect),
  ]
}
