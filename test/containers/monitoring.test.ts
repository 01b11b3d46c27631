import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { compose, project } from './compose.ts'

type Targets = { data: { activeTargets: { labels: { job: string; instance: string }; health: string }[] } }

/** Asks Prometheus from inside its network, with or without the password. */
function askPrometheus(path: string, password = ''): { status: number; body: string } {
  const script = `
    const authorization = 'Basic ' + Buffer.from('palisade:' + process.env.PASSWORD).toString('base64')
    const answer = await fetch('http://prometheus:9090${path}', { headers: { authorization } })
    console.log(JSON.stringify({ status: answer.status, body: await answer.text() }))`
  const node = ['palisade/setup', 'node', '--input-type=module', '-e', script]
  const container = ['run', '--rm', '--network', `${project}_observability`, '--env', 'PASSWORD']
  const env = { ...process.env, PASSWORD: password }
  return JSON.parse(execFileSync('docker', [...container, ...node], { encoding: 'utf8', env }))
}

const readSecret = (name: string) =>
  compose(['run', '--rm', '--no-deps', '-T', 'secrets', 'cat', `/secrets/prometheus/${name}`], 'pipe')

test('[S79] Prometheus reads the metrics of every target, and asks for its password', async () => {
  expect(askPrometheus('/api/v1/targets').status).toBe(401)
  const password = readSecret('prometheus-password')
  const readTargets = () => {
    const { data } = JSON.parse(askPrometheus('/api/v1/targets', password).body) as Targets
    return data.activeTargets.map(({ labels, health }) => ({ ...labels, health }))
  }
  const jobs = ['api', 'edge', 'host', 'nginx', 'postgres', 'redis', 'worker']
  expect([...new Set(readTargets().map(({ job }) => job))].sort()).toEqual(jobs)
  const notUp = () => readTargets().filter(({ health }) => health !== 'up')
  await expect.poll(notUp, { timeout: 90_000, interval: 5_000 }).toEqual([])
})

test('[S79] exporters read their servers, and the counters see requests', async () => {
  const password = readSecret('prometheus-password')
  const query = (expression: string) => {
    const path = `/api/v1/query?${new URLSearchParams({ query: expression })}`
    return JSON.parse(askPrometheus(path, password).body).data.result as unknown[]
  }
  await expect
    .poll(() => query('pg_up == 1 and on() redis_up == 1'), { timeout: 60_000, interval: 5_000 })
    .toHaveLength(1)
  expect(query('min(nginx_up) == 1')).toHaveLength(1)
  // The health checks of the edge alone.
  expect(query('palisade_edge_requests_total > 0')).not.toHaveLength(0)
})
