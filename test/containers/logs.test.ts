import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { project } from './compose.ts'

/** Asks a store from inside its network which logs it has. */
function logsIn(store: string): string[] {
  const script = `
    const query = '* | stats by (log) count() | fields log'
    const answer = await fetch('http://${store}:9428/select/logsql/query', { method: 'POST', body: new URLSearchParams({ query }) })
    console.log(await answer.text())`
  const node = ['palisade/setup', 'node', '--input-type=module', '-e', script]
  const printed = execFileSync('docker', ['run', '--rm', '--network', `${project}_log-store`, ...node], {
    encoding: 'utf8',
  })
  const lines = printed.split('\n').filter(Boolean)
  return lines.map(line => JSON.parse(line).log).toSorted()
}

test('[S84] the store has the logs of all services, and of nothing that prints passwords', async () => {
  // Health checks alone cause these lines.
  await expect
    .poll(() => logsIn('log-store-requests'), { timeout: 60_000, interval: 5_000 })
    .toEqual(['api', 'edge', 'postgresql', 'redis', 'worker'])
})
