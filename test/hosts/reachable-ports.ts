import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Hosts, Network } from './network-namespaces.ts'

/** The open ports, by the host that connects and the host that it connects to. Pairs without an open port are left out. */
export type Reach = Record<string, Record<string, readonly number[]>>

export type Probes = {
  /** Tries all ports of all hosts from all hosts, over IPv4 and IPv6. */
  readonly reach: () => Promise<{ IPv4: Reach; IPv6: Reach }>
  readonly stop: () => Promise<void>
}

/** Starts a process on each host that listens on the ports, and connects to those of the others. */
export async function startProbes(network: Network, hosts: Hosts, ports: readonly number[]): Promise<Probes> {
  const names = Object.keys(hosts)
  const probes = await Promise.all(names.map(async name => ({ name, ...(await startProbe(network, name, ports)) })))
  const reach = async (isOfFamily: (address: string) => boolean): Promise<Reach> => {
    const rows = probes.map(async ({ name, connects }) => {
      const targets = names
        .filter(other => other !== name)
        .flatMap(host => ports.map(port => ({ host, port, address: hosts[host]?.find(isOfFamily) })))
      const results = await connects(targets)
      const open = Object.groupBy(
        targets.filter((_, index) => results[index]),
        ({ host }) => host,
      )
      return [
        name,
        Object.fromEntries(Object.entries(open).map(([host, those = []]) => [host, those.map(({ port }) => port)])),
      ] as const
    })
    return Object.fromEntries((await Promise.all(rows)).filter(([, open]) => Object.keys(open).length > 0))
  }
  return {
    reach: async () => {
      const [IPv4, IPv6] = await Promise.all([
        reach(address => !address.includes(':')),
        reach(address => address.includes(':')),
      ])
      return { IPv4, IPv6 }
    },
    stop: async () => {
      await Promise.all(probes.map(({ stop }) => stop()))
    },
  }
}

async function startProbe(network: Network, host: string, ports: readonly number[]) {
  const probe = fileURLToPath(new URL('probe.ts', import.meta.url))
  const child = spawn(...network.on(host, process.execPath, probe, JSON.stringify(ports)), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  await lines.next()
  // Answers come in the order of the lines.
  return {
    connects: async (targets: unknown): Promise<boolean[]> => {
      child.stdin.write(`${JSON.stringify(targets)}\n`)
      return JSON.parse((await lines.next()).value ?? '[]')
    },
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.stdin?.end()
  await ended
}
