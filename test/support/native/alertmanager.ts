import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { webConfiguration } from '../../../infra/secrets/web-passwords.ts'
import { observability } from './observability.ts'
import { freePort, startServer } from './server-process.ts'

export type ReceivedAlert = {
  status: 'firing' | 'resolved'
  labels: Record<string, string>
  annotations: Record<string, string>
}

/** Takes the webhooks of Alertmanager. */
export async function startReceiver() {
  const alerts: ReceivedAlert[] = []
  let heartbeats = 0
  const server = createServer(async (request, response) => {
    const { alerts: sent } = JSON.parse((await request.toArray()).join('')) as { alerts: ReceivedAlert[] }
    if (request.url === '/') alerts.push(...sent)
    else heartbeats++
    response.end()
  })
  const port = await freePort()
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}/`,
    received: () => alerts,
    heartbeats: () => heartbeats,
    stop: () => new Promise(resolve => server.close(resolve)),
  }
}

/** Starts Alertmanager with the routes of infra/observability. It sends each alert to the receiver without waiting for others. */
export async function startAlertmanager(folder: string, receiverUrl: string, password: string) {
  const port = await freePort()
  const file = join(folder, 'alertmanager.yaml')
  const webFile = join(folder, 'alertmanager-web.yaml')
  await writeFile(webFile, webConfiguration(password))
  const text = await readFile(join(observability, 'alertmanager.yaml'), 'utf8')
  await writeFile(
    file,
    text
      .replaceAll('http://receiver:9099/', receiverUrl)
      .replace(/group_wait: .*/, 'group_wait: 0s')
      .replace(/group_interval: .*/g, 'group_interval: 1s'),
  )
  const address = `127.0.0.1:${port}`
  const server = await startServer({
    command: 'prometheus-alertmanager',
    args: [
      `--config.file=${file}`,
      `--web.config.file=${webFile}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ],
    port,
    logFile: join(folder, 'alertmanager.log'),
  })
  return { address, stop: server.stop }
}
