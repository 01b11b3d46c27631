import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { generateKey } from '@palisade/security/jwt'
import { Redis } from 'ioredis'
import { createAuthority } from '../../infra/secrets/certificate.ts'
import { freePort, startRedis } from '../support/native/index.ts'
import { startApi } from '../support/targets/native-api.ts'
import { startDatabase } from '../support/targets/native-database.ts'
import type { Architecture, Shared } from './architectures/architecture.ts'
import { wasDisturbed } from './evidence.ts'
import { createFixture, type Fixture } from './fixture.ts'
import { launch, type Outcomes } from './launch.ts'
import type { Layer } from './layers.ts'
import { copyDatabase, toDatabase } from './variant-database.ts'

/** The results with all layers in place, and with each layer removed. */
export type Observed = { readonly intact: Outcomes; readonly without: ReadonlyMap<string, Outcomes> }

const password = 'a password for tests alone'
const publicOrigin = 'https://localhost'

/** The number of parallel variants. Some attacks only wait, and others use the processor meanwhile. */
const atOnce = 3

/** Starts an architecture once complete and once without each layer, and sends every attack to each. */
export async function observe(architecture: Architecture, onProgress: (line: string) => void): Promise<Observed> {
  const { layers } = architecture
  await using undo = new AsyncDisposableStack()
  const ground = await prepareGround(architecture, undo)
  onProgress('users, orders and keys are there')

  const outcomes = new Map<string | undefined, Outcomes>()
  const waiting = [...layers, undefined].values()
  const work = async (_: unknown, slot: number) => {
    for (const layer of waiting) {
      const startedMs = Date.now()
      outcomes.set(layer?.id, await observeVariant({ architecture, ground, layer, slot: slot + 1 }, onProgress))
      const seconds = Math.round((Date.now() - startedMs) / 1000)
      onProgress(`${layer ? `without ${layer.id}` : 'with every layer'}: ${seconds} s`)
    }
  }
  const slots = await Promise.allSettled(Array.from({ length: atOnce }, work))
  // Fail only after each slot has stopped its servers.
  for (const slot of slots) if (slot.status === 'rejected') throw slot.reason
  const of = (id?: string) => outcomes.get(id) ?? new Map()
  return { intact: of(), without: new Map(layers.map(({ id }) => [id, of(id)])) }
}

type Ground = Shared & { ownerUrl: string; fixture: Fixture }

type Variant = { architecture: Architecture; ground: Ground; layer: Layer | undefined; slot: number }

/** The result says nothing about the layers, because the machine was too busy to run them. */
class TooBusyError extends Error {}

const mostTries = 5

/** Observes a variant again when the machine was too busy, and says so. Any other failure ends the run. */
async function observeVariant(variant: Variant, onProgress: (line: string) => void): Promise<Outcomes> {
  for (let tried = 1; ; tried++) {
    try {
      return await tryVariant(variant)
    } catch (error) {
      if (!(error instanceof TooBusyError) || tried === mostTries) throw error
      onProgress(`without ${variant.layer?.id ?? 'nothing'}, again: ${error.message}`)
    }
  }
}

/** Each variant has its own copy of the database and its own part of Redis. */
async function tryVariant({ architecture, ground, layer, slot }: Variant): Promise<Outcomes> {
  const { databaseUrl, redisUrl, ownerUrl, fixture } = ground
  const name = `variant_${slot}`
  const own = { ...ground, databaseUrl: toDatabase(databaseUrl, name), redisUrl: `${redisUrl}/${slot}` }
  const copyUrl = await copyDatabase(ownerUrl, name)
  if (layer && 'database' in layer.loss) await layer.loss.database(copyUrl)
  await emptyRedis(own)
  const stage = await architecture.start(layer?.loss, own)
  try {
    const outcomes = await launch(stage, fixture, layer?.id)
    if (await wasDisturbed(stage)) throw new TooBusyError('Redis kept the API waiting')
    const unanswered = [...outcomes].find(([, { place, code }]) => place !== null && code === 'unavailable')
    if (unanswered) throw new TooBusyError(`nothing was there to answer “${unanswered[0]}”`)
    return outcomes
  } finally {
    await stage.stop()
  }
}

/** Keys, PostgreSQL, Redis and the fixture, which all variants share. */
async function prepareGround({ encryptsInside }: Architecture, undo: AsyncDisposableStack): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-matrix-'))
  undo.defer(() => rm(folder, { recursive: true, force: true }))
  const keysFolder = join(folder, 'keys')
  await generateKey({ folder: keysFolder })
  const authority = encryptsInside ? await createAuthority('inside') : undefined
  const encryption = authority ? { authority } : {}
  const database = await startDatabase(password, encryption)
  undo.defer(database.stop)
  const redis = await startRedis(encryption)
  undo.defer(redis.stop)
  const redisAt = { redisUrl: redis.url, ...(authority && { redisCa: authority.certificatePem }) }
  const shared = { databaseUrl: database.url, ...redisAt, keysFolder, publicOrigin }

  const port = await freePort()
  const api = await startApi({ ...shared, port })
  try {
    const fixture = await createFixture({
      baseUrl: `http://127.0.0.1:${port}`,
      ownerUrl: database.ownerUrl,
      password,
      keysFolder,
      issuer: publicOrigin,
    })
    await sleep(100) // for writes that follow an answer
    await trust(fixture.frontend, database.ownerUrl, shared)
    return { ...shared, ownerUrl: database.ownerUrl, fixture }
  } finally {
    await api.stop()
  }
}

/** The operator vouches for the CORS origin of the customer, so that no DNS record is needed. */
async function trust(origin: string, ownerUrl: string, { redisUrl, redisCa }: Shared): Promise<void> {
  await promisify(execFile)(process.execPath, ['apps/api/src/cli/tenants-cli.ts', 'trust', origin], {
    env: {
      ...process.env,
      MIGRATION_DATABASE_URL: ownerUrl,
      REDIS_URL: redisUrl,
      ...(redisCa && { REDIS_CA: redisCa }),
    },
  })
}

/** Removes the counters and ended sessions of another variant. */
async function emptyRedis({ redisUrl, redisCa }: Shared): Promise<void> {
  const redis = new Redis(redisUrl, redisCa ? { tls: { ca: redisCa } } : {})
  await redis.flushdb()
  redis.disconnect()
}
