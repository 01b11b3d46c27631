import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { strangers } from './architectures.ts'
import { canCreateNetworks, createNetwork, type Network } from './network-namespaces.ts'
import { type Probes, startProbes } from './reachable-ports.ts'
import { renderRole } from './render-role.ts'

const vps = ['203.0.113.10', '2001:db8:113::10']
const ports = [80, 443, 5432, 9999]

/** What Docker does to publish port 443 of a container as 443, and port 80 as 5432. The container is a process in a namespace. */
const publish = (container: string) => `
ip link add docker0 type bridge
ip address add 172.17.0.1/16 dev docker0
ip link set docker0 up
ip link add veth0 up master docker0 type veth peer name eth1 netns ${container}
ip -n ${container} address add 172.17.0.2/16 dev eth1
ip -n ${container} link set eth1 up
ip -n ${container} route replace default via 172.17.0.1 dev eth1
echo 1 > /proc/sys/net/ipv4/ip_forward
nft -f - <<RULES
table ip nat {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    iifname != docker0 tcp dport 443 dnat to 172.17.0.2:443
    iifname != docker0 tcp dport 5432 dnat to 172.17.0.2:80
  }
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip saddr 172.17.0.0/16 oifname != docker0 masquerade
  }
}
RULES
`

describe.skipIf(!canCreateNetworks)('the firewall of a host with containers', () => {
  const hosts = { ...strangers, vps }
  let network: Network
  let probes: Probes

  beforeAll(async () => {
    const files = await renderRole('single-vps', ['nftables.conf'])
    network = await createNetwork({ ...hosts, container: [] })
    await network.run('vps', 'sh', ['-e'], publish(network.namespace('container')))
    await network.run('vps', 'nft', ['-f', '-'], files['vps']?.['nftables.conf'])
    probes = await startProbes(network, { ...hosts, container: ['172.17.0.2'] }, ports)
  })
  afterAll(async () => {
    await probes?.stop()
    network?.remove()
  })

  test('[S5] of the ports that Docker publishes, the topology decides which are open, and where containers connect', async () => {
    const { IPv4 } = await probes.reach()
    expect(IPv4['outside']?.['vps']).toEqual([80, 443])
    expect(IPv4['outside']).not.toHaveProperty('container')
    expect(IPv4['container']).toEqual({ outside: [80, 443], admin: [80, 443], vps: [80, 443] })
  })
})
