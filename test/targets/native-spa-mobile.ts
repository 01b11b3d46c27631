import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey } from '@palisade/security/jwt'
import { freePort, type NativeEdge, startDns, startEdge, startOrigin, startRedis } from '../native/index.ts'
import { logHashKey, type NativeApi, startApi } from './native-api.ts'
import { startDatabase } from './native-database.ts'
import { startWorker } from './native-worker.ts'

const architecture = 'spa-mobile'

export type NativeSpaMobile = {
  edge: NativeEdge
  nodes: NativeApi[]
  dnsRecordsFile: string
  stop: () => Promise<void>
}

type Options = { password: string; drainMs?: number; webRoot?: string }

/** The second architecture without containers: edge, origin, three nodes, Redis and PostgreSQL of this machine. */
export async function startSpaMobile({ password, drainMs = 0, webRoot }: Options): Promise<NativeSpaMobile> {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'palisade-keys-'))
    undo.push(() => rm(folder, { recursive: true, force: true }))
    const keysFolder = join(folder, 'keys')
    await generateKey({ folder: keysFolder })
    const database = await startDatabase(password)
    undo.push(database.stop)
    const redis = await startRedis()
    undo.push(redis.stop)

    const [port, ...nodePorts] = [await freePort(), await freePort(), await freePort(), await freePort()]
    const publicOrigin = `https://app.palisade.localhost:${port}`
    const origin = await startOrigin({ nodePorts, architecture, publicOrigin })
    undo.push(origin.stop)
    const edge = await startEdge({
      upstreamPort: origin.port,
      architecture,
      port,
      logHashKey,
      ...(webRoot && { webRoot }),
    })
    undo.push(edge.stop)

    const wafAuditLogs = [edge, origin].map(server => join(server.folder, 'audit.log'))
    const nodes: NativeApi[] = []
    for (const nodePort of nodePorts) {
      const node = await startApi({
        port: nodePort,
        publicOrigin,
        allowedOrigin: edge.adminUrl,
        databaseUrl: database.url,
        redisUrl: redis.url,
        keysFolder,
        drainMs,
        wafAuditLogs,
      })
      undo.push(node.stop)
      nodes.push(node)
    }
    const dns = await startDns()
    undo.push(dns.stop)
    const worker = await startWorker({ databaseUrl: database.workerUrl, redisUrl: redis.url, dnsServer: dns.server })
    undo.push(worker.stop)
    return { edge, nodes, dnsRecordsFile: dns.recordsFile, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
