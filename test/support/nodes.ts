import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ResponseOf } from '@palisade/contracts'
import { generateKey } from '@palisade/security/jwt'
import { send } from './clients/send.ts'
import { freePort, startRedis, type WafLogCertificates } from './native/index.ts'
import { testOrigin } from './samples.ts'
import { type NativeApi, startApi } from './targets/native-api.ts'
import { startDatabase } from './targets/native-database.ts'

export type Nodes = Awaited<ReturnType<typeof startNodes>>

type Options = { wafLogCertificates?: WafLogCertificates; sessionLifetimeMs?: number }

/** API nodes that share keys, Redis and PostgreSQL, as behind a load balancer. */
export async function startNodes(count: number, settings: Options = {}) {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'palisade-nodes-'))
    undo.push(() => rm(folder, { recursive: true, force: true }))
    const keysFolder = join(folder, 'keys')
    await generateKey({ folder: keysFolder })
    const password = 'a password for tests alone'
    const database = await startDatabase(password)
    undo.push(database.stop)
    const redis = await startRedis()
    undo.push(redis.stop)
    const nodes: NativeApi[] = []
    for (let node = 0; node < count; node++) {
      const port = await freePort()
      const stores = { databaseUrl: database.url, redisUrl: redis.url, keysFolder }
      const api = await startApi({ port, publicOrigin: testOrigin, ...stores, ...settings })
      undo.push(api.stop)
      nodes.push(api)
    }
    return { nodes, keysFolder, redis, database, password, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Runs a command of the operator. */
export function operateOn({ database, redis }: Nodes, ...words: string[]) {
  return promisify(execFile)(process.execPath, ['apps/api/src/cli/tenants-cli.ts', ...words], {
    env: { ...process.env, MIGRATION_DATABASE_URL: database.ownerUrl, REDIS_URL: redis.url },
  })
}

export async function signInAt(url: string, email: string, password: string): Promise<string> {
  const json = { email, password, refreshTokenIn: 'body' }
  const answer = await send(url, '/api/auth/sign-in', { method: 'POST', json })
  if (answer.status !== 200) throw new Error(`sign-in of ${email} answered ${answer.status}: ${answer.text}`)
  return answer.json<ResponseOf<'auth.sign-in'>>().accessToken
}
