import { appendFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, issueCertificate } from '../../infra/secrets/certificate.ts'
import { type LogPipeline, logStoreProgram, startLogPipeline } from '../support/native/index.ts'

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder)
  const sizes = await Promise.all(files.map(async file => (await stat(join(folder, file))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

describe.runIf(logStoreProgram)('the queues on the way of a log line', () => {
  let pipeline: LogPipeline

  beforeAll(async () => {
    pipeline = await startLogPipeline()
  })
  afterAll(() => pipeline?.stop())

  test('[S84] nothing is lost when the shipper, the collector or the store starts again', async () => {
    let sent = 0
    const send = async (count: number) => {
      const lines = Array.from({ length: count }, () => `{"event":"request","restart":"number ${sent++}"}\n`)
      await appendFile(join(pipeline.root, 'var/log/palisade/api.log'), lines.join(''))
    }
    const { shipper, collector, stores } = pipeline
    for (const part of [shipper, collector, stores.requests]) {
      await send(1_000)
      await part.end()
      await send(500)
      await part.start()
      await send(500)
    }
    await collector.end()
    await send(500)
    await shipper.end()
    await shipper.start()
    await collector.start()
    const numbers = async () => {
      const entries = await stores.requests.query('restart')
      return new Set(entries.map(({ _msg }) => /number \d+/.exec(_msg)?.[0])).size
    }
    await expect.poll(numbers, { timeout: 60_000 }).toBe(sent)
    expect(sent).toBe(6_500)
  })

  test('[S84] a host that cannot send keeps as much on disk as its setting permits', async () => {
    const certificate = await issueCertificate(await createAuthority('logs'), { client: 'log-shipper' })
    const { workFolder } = await pipeline.startShipper('full', certificate, '2m')
    const line = `${'much to tell '.repeat(40)}\n`
    await appendFile(join(pipeline.root, '../full/var/log/palisade/api.log'), line.repeat(40_000))
    await expect.poll(() => sizeOf(workFolder)).toBeGreaterThan(1.9e6)
    await sleep(2_000)
    expect(await sizeOf(workFolder)).toBeLessThan(2.3e6)
  })
})
