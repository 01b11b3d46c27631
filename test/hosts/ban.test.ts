import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { BAN_SECONDS, type BanningHost, startBanningHost } from './banning-host.ts'
import { canCreateNetworks } from './network-namespaces.ts'
import { canMount } from './private-etc.ts'

const clients = {
  guesser: ['192.0.2.66', '2001:db8:66::66'],
  scanner: ['192.0.2.67', '2001:db8:67::67'],
  visitor: ['192.0.2.68', '2001:db8:68::68'],
  proxy: ['192.0.2.69', '2001:db8:69::69'],
  admin: ['198.51.100.7', '2001:db8:51::7'],
} as const

const isReached = { IPv4: true, IPv6: true }

/** A line of sshd in the log of syslog. */
const guess = (ip: string) =>
  `${new Date().toISOString()} vps sshd[4711]: Failed password for invalid user admin from ${ip} port 4242 ssh2`

/** A line of the edge's access log. ban-filter.test.ts runs the filter on lines of a real edge. */
const refused = (ip: string, method = 'POST', origin = '') =>
  JSON.stringify({
    time: new Date().toISOString().replace(/\.\d+Z$/, '+00:00'),
    requestId: '334cc98dabfb200b8a64a2b47cce7037',
    ip,
    method,
    path: '/wp-login.php',
    endpoint: '',
    protocol: 'HTTP/1.1',
    status: 404,
    bytes: 844,
    seconds: 0,
    inspection: '',
    upstream: '',
    upstreamStatus: '',
    upstreamSeconds: '',
    subject: '',
    tenant: '',
    claimedSubject: '',
    claimedTenant: '',
    limit: '',
    origin,
    userAgent: '',
  })

const times = (count: number, line: () => string) => Array.from({ length: count }, line)

describe.skipIf(!canCreateNetworks || !canMount)('fail2ban with the jails of the role', () => {
  let host: BanningHost
  beforeAll(async () => {
    host = await startBanningHost(clients, clients.proxy)
  })
  afterAll(() => host?.stop())

  test('[S5] a guesser of passwords is banned from all ports, and let in again after the time of the ban', async () => {
    expect(await host.isReachedBy('guesser')).toEqual(isReached)
    host.writeAuthLog(times(5, () => guess(clients.guesser[0])))
    await vi.waitUntil(async () => !(await host.isReachedBy('guesser')).IPv4, { timeout: 30_000 })
    expect(await host.isReachedBy('visitor')).toEqual(isReached)
    await vi.waitUntil(async () => (await host.isReachedBy('guesser')).IPv4, { timeout: BAN_SECONDS * 1_000 + 20_000 })
  })

  test('[S5] a scanner is banned with all IPv6 addresses of its network', async () => {
    host.writeAccessLog(times(30, () => refused('2001:db8:67::1')))
    await vi.waitUntil(async () => !(await host.isReachedBy('scanner')).IPv6, { timeout: 30_000 })
    expect((await host.isReachedBy('scanner')).IPv4).toBe(true)
  })

  test('[S5] refusals that a foreign page caused, and those of proxies and administrators, ban nobody', async () => {
    const [visitor, proxy, admin] = [clients.visitor[0], clients.proxy[0], clients.admin[0]]
    host.writeAccessLog([
      ...times(40, () => refused(visitor, 'GET')),
      ...times(40, () => refused(visitor, 'POST', 'https://evil.test')),
      ...times(40, () => refused(proxy)),
      ...times(40, () => refused(admin)),
      // fail2ban reads the lines in order: once it has banned this address, it has read the others.
      ...times(40, () => refused('192.0.2.99')),
    ])
    host.writeAuthLog(times(10, () => guess(admin)))
    await vi.waitUntil(() => host.log().includes('[palisade-edge] Ban 192.0.2.99'), { timeout: 30_000 })
    for (const name of ['visitor', 'proxy', 'admin']) expect(await host.isReachedBy(name)).toEqual(isReached)
    expect(host.log()).toContain(`[sshd] Ignore ${admin} by ip`)
  })
})
