import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { architectures, ports, strangers } from './architectures.ts'
import { canCreateNetworks, createNetwork, type Network } from './network-namespaces.ts'
import { type Probes, type Reach, startProbes } from './reachable-ports.ts'
import { renderRole } from './render-role.ts'

/** Loads the rules of each host of an architecture in a network namespace, and tries every port from every other host. */
export function describeFirewall(architecture: keyof typeof architectures) {
  describe.skipIf(!canCreateNetworks)(`the firewalls of ${architecture}`, () => {
    const { hosts, open } = architectures[architecture]
    const all = { ...strangers, ...hosts }
    let network: Network
    let probes: Probes

    beforeAll(async () => {
      const files = await renderRole(architecture, ['nftables.conf'])
      network = await createNetwork(all)
      for (const host of Object.keys(hosts)) await network.run(host, 'nft', ['-f', '-'], files[host]?.['nftables.conf'])
      probes = await startProbes(network, all, ports)
    })
    afterAll(async () => {
      await probes?.stop()
      network?.remove()
    })

    const reachOf = async (keep: (from: string, to: string) => boolean) => {
      const { IPv4, IPv6 } = await probes.reach()
      return { IPv4: select(IPv4, keep), IPv6: select(IPv6, keep) }
    }

    test('[S5] each host accepts and sends only what the topology names', async () => {
      const involvesHost = (from: string, to: string) => from in hosts || to in hosts
      expect(await reachOf(involvesHost)).toEqual({ IPv4: open, IPv6: open })
    })

    test('[S5] an intruder who removes the rules for sending reaches no more hosts', async () => {
      for (const host of Object.keys(hosts)) {
        await network.run(host, 'nft', ['add chain inet palisade output { policy accept; }'])
        await network.run(host, 'nft', ['flush', 'chain', 'inet', 'palisade', 'output'])
      }
      const isToHost = (_: string, to: string) => to in hosts
      const expected = select(open, isToHost)
      expect(await reachOf(isToHost)).toEqual({ IPv4: expected, IPv6: expected })
    })
  })
}

function select(reach: Reach, keep: (from: string, to: string) => boolean): Reach {
  const rows = Object.entries(reach).map(([from, open]) => {
    const kept = Object.entries(open).filter(([to]) => keep(from, to))
    return [from, Object.fromEntries(kept)] as const
  })
  return Object.fromEntries(rows.filter(([, open]) => Object.keys(open).length > 0))
}
