import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey } from '@palisade/security/jwt'
import { createAuthority } from '../../../infra/secrets/certificate.ts'
import {
  createWafLogCertificates,
  freePort,
  type NativeEdge,
  startDns,
  startEdge,
  startOrigin,
  startRedis,
  startWafShipper,
} from '../native/index.ts'
import { logHashKey, type NativeApi, startApi } from './native-api.ts'
import { startDatabase } from './native-database.ts'
import { startWorker } from './native-worker.ts'

export type NativeTiers = {
  edge: NativeEdge
  nodes: NativeApi[]
  dnsRecordsFile: string
  mailboxUrl: string
  /** The database, for its owner. */
  ownerUrl: string
  stop: () => Promise<void>
}

type Options = {
  /** A folder of infra that has an edge and an origin. */
  architecture: string
  password: string
  /** Whether PostgreSQL and Redis accept encrypted connections only. */
  encryptsInside?: boolean
  drainMs?: number
  webRoot?: string
}

/** The second or third architecture without containers: edge, origin, three nodes, a worker, Redis and PostgreSQL. */
export async function startTiers({
  architecture,
  password,
  encryptsInside = false,
  drainMs = 0,
  webRoot,
}: Options): Promise<NativeTiers> {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'palisade-keys-'))
    undo.push(() => rm(folder, { recursive: true, force: true }))
    const keysFolder = join(folder, 'keys')
    await generateKey({ folder: keysFolder })
    const authority = encryptsInside ? await createAuthority('inside') : undefined
    const encryption = authority ? { authority } : {}
    const database = await startDatabase(password, encryption)
    undo.push(database.stop)
    const redis = await startRedis(encryption)
    undo.push(redis.stop)
    const redisAt = { redisUrl: redis.url, ...(authority && { redisCa: authority.certificatePem }) }

    const [port, ...nodePorts] = [await freePort(), await freePort(), await freePort(), await freePort()]
    const publicOrigin = `https://${architecture === 'spa-mobile' ? 'app.palisade.localhost' : 'localhost'}:${port}`
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

    const certificates = await createWafLogCertificates()
    const nodes: NativeApi[] = []
    for (const nodePort of nodePorts) {
      const node = await startApi({
        port: nodePort,
        publicOrigin,
        apiOrigin: edge.apiUrl,
        allowedOrigin: edge.adminUrl,
        databaseUrl: database.url,
        ...redisAt,
        keysFolder,
        drainMs,
        wafLogCertificates: certificates,
      })
      undo.push(node.stop)
      nodes.push(node)
    }
    for (const { folder } of [edge, origin]) {
      const shipped = { auditLog: join(folder, 'audit.log'), nodePorts: nodes.map(node => node.wafLogPort) }
      undo.push((await startWafShipper({ ...shipped, certificates })).stop)
    }
    const dns = await startDns()
    undo.push(dns.stop)
    const stores = { databaseUrl: database.workerUrl, ...redisAt }
    const worker = await startWorker({ ...stores, dnsServer: dns.server, publicOrigin })
    undo.push(worker.stop)
    return {
      edge,
      nodes,
      dnsRecordsFile: dns.recordsFile,
      mailboxUrl: worker.mailboxUrl,
      ownerUrl: database.ownerUrl,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
