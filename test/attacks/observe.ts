import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { generateKey } from '@palisade/security/jwt'
import { Redis } from 'ioredis'
import { freePort, startRedis } from '../native/index.ts'
import { startApi } from '../targets/native-api.ts'
import { startDatabase } from '../targets/native-database.ts'
import type { Architecture, Shared } from './architectures/architecture.ts'
import { launch, type Outcomes } from './launch.ts'
import { type Layer, layers } from './layers.ts'
import { copyDatabase, toDatabase } from './variant-database.ts'
import { createWorld } from './world.ts'

/** The outcomes with every layer in place, and without each. */
export type Observed = { readonly intact: Outcomes; readonly without: ReadonlyMap<string, Outcomes> }

type Options = { of?: readonly (Layer | undefined)[]; onProgress?: (line: string) => void }

const password = 'a password for tests alone'
const publicOrigin = 'https://localhost'

/** Variants at a time: some attacks wait, and others use the processor meanwhile. */
const atOnce = 3

/** Starts an architecture once whole and once without each layer, and sends every attack at each. */
export async function observe(
  architecture: Architecture,
  { of = [...layers, undefined], onProgress = () => {} }: Options = {},
): Promise<Observed> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'palisade-matrix-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const keysFolder = join(folder, 'keys')
  await generateKey({ folder: keysFolder })
  const database = await startDatabase(password)
  stack.defer(database.stop)
  const redis = await startRedis()
  stack.defer(redis.stop)
  const shared = { databaseUrl: database.url, redisUrl: redis.url, keysFolder, publicOrigin }
  const world = await prepareWorld(shared)
  onProgress('people, orders and keys are there')

  const results = new Map<Layer | undefined, Outcomes>()
  const waiting = of.values()
  const runVariants = async (_: unknown, slot: number) => {
    for (const layer of waiting) {
      const name = `variant_${layers.indexOf(layer as Layer) + 1}`
      const ownerUrl = await copyDatabase(database.ownerUrl, name)
      if (layer && 'database' in layer.loss) await layer.loss.database(ownerUrl)
      const redisUrl = `${redis.url}/${slot + 1}`
      await emptyRedis(redisUrl)
      const own = { databaseUrl: toDatabase(database.url, name), redisUrl }
      const stage = await architecture.start(layer?.loss, { ...shared, ...own })
      const startedMs = Date.now()
      results.set(layer, await launch(stage, world, layer?.id).finally(stage.stop))
      onProgress(
        `${layer ? `without ${layer.id}` : 'with every layer'}: ${Math.round((Date.now() - startedMs) / 1000)} s`,
      )
    }
  }
  const slots = await Promise.allSettled(Array.from({ length: atOnce }, runVariants))
  // Only now, when each slot has stopped what it had started.
  for (const slot of slots) if (slot.status === 'rejected') throw slot.reason
  const without = new Map(layers.map(layer => [layer.id, results.get(layer) ?? new Map()]))
  return { intact: results.get(undefined) ?? new Map(), without }
}

async function prepareWorld(shared: Shared) {
  const port = await freePort()
  const api = await startApi({ ...shared, port })
  try {
    const { keysFolder, publicOrigin: issuer } = shared
    return await createWorld({ baseUrl: `http://127.0.0.1:${port}`, password, keysFolder, issuer })
  } finally {
    await sleep(100)
    await api.stop()
  }
}

/** Limits that another variant has filled, and sessions that it has ended. */
async function emptyRedis(url: string): Promise<void> {
  const redis = new Redis(url)
  await redis.flushdb()
  redis.disconnect()
}
