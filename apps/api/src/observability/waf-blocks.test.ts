import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditRules } from '@palisade/contracts'
import { expect, test, vi } from 'vitest'
import { followWafBlocks } from './waf-blocks.ts'

const entry = (ip: string, status: number, rule: number = auditRules.threshold) => {
  const messages = [{ message: 'A rule', details: { ruleId: String(rule) } }]
  return `${JSON.stringify({ transaction: { client_ip: ip, response: { http_code: status }, messages } })}\n`
}

test('[S62] only blocks after the start are counted, also after a rotation, and none that a foreign page may cause', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-audit-'))
  const file = join(folder, 'audit.log')
  await writeFile(file, entry('192.0.2.1', 403))
  const seen: string[] = []
  const stop = followWafBlocks({ file, onBlock: ({ ip }) => seen.push(ip) })
  // What comes before it has found the end of the file does not count.
  await vi.waitFor(async () => {
    await appendFile(file, entry('192.0.2.8', 403))
    expect(seen).toContain('192.0.2.8')
  }, 20_000)
  const others = () => seen.filter(ip => ip !== '192.0.2.8')

  const half = entry('192.0.2.3', 403)
  await appendFile(
    file,
    `${entry('192.0.2.2', 403)}${entry('192.0.2.9', 200)}${entry('192.0.2.7', 403, auditRules.otherOrigin)}no JSON\n${half.slice(0, 20)}`,
  )
  await vi.waitFor(() => expect(others()).toEqual(['192.0.2.2']), 20_000)
  await appendFile(file, half.slice(20))
  await vi.waitFor(() => expect(others()).toEqual(['192.0.2.2', '192.0.2.3']), 20_000)

  await rename(file, `${file}.1`)
  await writeFile(file, entry('192.0.2.4', 403))
  await vi.waitFor(() => expect(others()).toEqual(['192.0.2.2', '192.0.2.3', '192.0.2.4']), 20_000)
  stop()
  await rm(folder, { recursive: true })
})
