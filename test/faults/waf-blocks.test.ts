import { randomUUID } from 'node:crypto'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer } from 'node:tls'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createWafLogCertificates, freePort, type NativeRsyslog, startWafShipper } from '../support/native/index.ts'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'

const certificates = await createWafLogCertificates()
const undo = new AsyncDisposableStack()
let auditLog: string
let system: Nodes
let shipper: NativeRsyslog
let redis: Redis
let token: string

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-audit-'))
  undo.defer(() => rm(folder, { recursive: true, force: true }))
  auditLog = join(folder, 'audit.log')
  await writeFile(auditLog, '')
  system = await startNodes(2, { wafLogCertificates: certificates })
  undo.defer(system.stop)
  shipper = await startWafShipper({ auditLog, nodePorts: system.nodes.map(node => node.wafLogPort), certificates })
  undo.defer(shipper.stop)
  redis = new Redis(system.redis.url)
  undo.defer(async () => redis.disconnect())
  token = await signInAt(system.nodes[0]?.url ?? '', 'owner@acme.test', system.password)
})

afterAll(() => undo.disposeAsync())

/** Writes blocks of requests from an address as ModSecurity does. */
function block(ip: string, count: number): Promise<void> {
  const entry = () => ({
    transaction: { unique_id: randomUUID().replaceAll('-', ''), client_ip: ip, response: { http_code: 403 } },
  })
  return appendFile(auditLog, Array.from({ length: count }, () => `${JSON.stringify(entry())}\n`).join(''))
}

/** How many blocks a node has counted. */
const counted = async () => (await redis.keys('waf-block:*')).length

/** What is left to an address in its limit, according to each node. */
async function leftAt(ip: string): Promise<number[]> {
  const left: number[] = []
  for (const { url } of system.nodes) {
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': ip }
    const response = await fetch(`${url}/api/orders`, { headers })
    left.push(Number(/"read-ip";r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1]))
  }
  return left
}

const soon = (see: () => Promise<void>) => vi.waitFor(see, { timeout: 60_000, interval: 300 })

/**
 * The fifteen points of three blocks do not halve a limit; counted by both nodes, they would. The points of five blocks do, also
 * when the first ones have faded.
 */
async function expectCountedOnce(ip: string, before: number): Promise<void> {
  await sleep(1_000)
  for (const left of await leftAt(ip)) expect(left).toBeGreaterThan(before * 0.9)
  await block(ip, 5)
  await soon(async () => expect(Math.max(...(await leftAt(ip)))).toBeLessThan(before * 0.55))
}

test('[S62] a block that each of several nodes receives counts once, and applies on all of them', async () => {
  const [before = 0] = await leftAt('198.51.100.7')
  await block('198.51.100.7', 3)
  await soon(async () => expect(await counted()).toBe(3))
  await expectCountedOnce('198.51.100.7', before)
})

test('[B7] a node that is away delays no other, and counts nothing twice when it returns', async () => {
  const [before = 0] = await leftAt('198.51.100.8')
  const known = await counted()
  const [, node] = system.nodes
  await node?.kill('SIGKILL')
  await block('198.51.100.8', 3)
  await soon(async () => expect(await counted()).toBe(known + 3))
  await node?.start()
  await expectCountedOnce('198.51.100.8', before)
})

test('[B7] no block is lost when all nodes and the shipper are killed while the WAF blocks', async () => {
  const known = await counted()
  const killNodes = () => Promise.all(system.nodes.map(node => node.kill('SIGKILL')))
  const startNodes = () => Promise.all(system.nodes.map(node => node.start()))
  const steps = [killNodes, () => shipper.kill(), () => shipper.start(), startNodes, () => shipper.kill()]
  for (const step of [...steps, () => shipper.start()]) {
    await block('198.51.100.9', 150)
    await step()
    await block('198.51.100.9', 150)
  }
  await soon(async () => expect(await counted()).toBe(known + 1_800))
})

test('[S62] the shipper sends nothing to a server that is no node', async () => {
  const stranger = (await createWafLogCertificates()).node
  let received = 0
  const server = createServer({ cert: stranger.certificatePem, key: stranger.privateKeyPem }, socket => {
    socket.on('data', () => received++).on('error', () => {})
  })
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  const mistaken = await startWafShipper({ auditLog, nodePorts: [port], certificates })
  try {
    await soon(async () => expect(await mistaken.output()).toContain('certificate validation failed'))
    expect(received).toBe(0)
  } finally {
    await mistaken.stop()
    server.close()
  }
})
