import { randomUUID } from 'node:crypto'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { signInAt, startNodes } from '../support/nodes.ts'

const attacker = '198.51.100.7'

/** As ModSecurity writes it about a request that its rules have blocked. */
function auditEntry(): string {
  const transaction = { unique_id: randomUUID(), client_ip: attacker, response: { http_code: 403 } }
  return `${JSON.stringify({ transaction })}\n`
}

test('[S62] a block in an audit log that several nodes read counts once, and applies on all of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-audit-'))
  const wafAuditLog = join(folder, 'audit.log')
  await appendFile(wafAuditLog, '')
  const { nodes, password, stop } = await startNodes(3, { wafAuditLog })
  try {
    const token = await signInAt(nodes[0]?.url ?? '', 'owner@acme.test', password)
    const left = async (url = '') => {
      const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': attacker }
      const response = await fetch(`${url}/api/orders`, { headers })
      return Number(/"read-ip";r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1])
    }
    const before = await left(nodes[0]?.url)

    // Fifteen points: less than halves a limit, and counted three times more than enough.
    for (let block = 0; block < 3; block++) await appendFile(wafAuditLog, auditEntry())
    await sleep(1_500)
    for (const { url } of nodes) expect(await left(url)).toBeGreaterThan(before * 0.9)

    for (let block = 0; block < 3; block++) await appendFile(wafAuditLog, auditEntry())
    for (const { url } of nodes) {
      await vi.waitFor(async () => expect(await left(url)).toBeLessThan(before * 0.55), {
        timeout: 60_000,
        interval: 300,
      })
    }
  } finally {
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
})
