import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startMonitoring } from '../support/native/index.ts'
import { signInAt, startNodes } from '../support/nodes.ts'

test('[S85] [O1] an alert fires when Redis is away, when the database is away, and when a node is', async () => {
  const nodes = await startNodes(2)
  const { redis, database, password, stop } = nodes
  const undo = [stop]
  try {
    const url = nodes.nodes[0]?.url ?? ''
    const targets = { api: nodes.nodes.map(({ metrics }) => metrics) }
    const monitoring = await startMonitoring(targets)
    undo.push(monitoring.stop)
    const token = await signInAt(url, 'owner@acme.test', password)
    const read = () => fetch(`${url}/api/orders`, { headers: { authorization: `Bearer ${token}` } })
    const fires = (alertname: string) =>
      expect
        .poll(
          async () => {
            await read()
            return monitoring.received().some(({ labels }) => labels['alertname'] === alertname)
          },
          { timeout: 60_000, interval: 500 },
        )
        .toBe(true)
    expect((await read()).status).toBe(200)
    await sleep(2_000)
    // Prometheus has no targets here but the nodes, and there are no backups.
    expect(await monitoring.query('ALERTS{alertname!~"BackupTooOld|JobAbsent|Watchdog"}')).toEqual([])

    await redis.kill()
    await fires('RedisAway')
    await redis.start()
    await database.stop()
    await fires('DatabaseAway')
    // Metrics that are read from the database must not take the others with them.
    expect(await monitoring.query('up{job="api"} == 1')).toHaveLength(2)
    await nodes.nodes[1]?.kill('SIGKILL')
    await fires('TargetDown')
  } finally {
    for (const step of undo.reverse()) await step()
  }
})
