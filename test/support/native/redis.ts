import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Certificate, issueCertificate } from '../../../infra/secrets/certificate.ts'
import type { StoreOptions } from './postgres.ts'
import { freePort, startServer } from './server-process.ts'

export type NativeRedis = {
  readonly url: string
  readonly port: number
  readonly logFile: string
  /** Kills it, as a crash does. It loses its data, unless it keeps a file of its writes. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same port. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

type Options = Pick<StoreOptions, 'authority'> & {
  /** More lines of its configuration. */
  readonly more?: readonly string[]
}

/** Starts Redis on a free port, with a password, in a folder of its own that stop() removes. */
export async function startRedis({ authority, more = [] }: Options = {}): Promise<NativeRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-redis-'))
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const listen = authority ? await encryption(folder, authority, port) : [`port ${port}`]
  const settings = [...listen, 'bind 127.0.0.1', `requirepass ${password}`, `dir ${folder}`, 'save ""', ...more]
  await writeFile(join(folder, 'redis.conf'), `${settings.join('\n')}\n`, { mode: 0o600 })
  const logFile = join(folder, 'redis.log')
  const args = [join(folder, 'redis.conf')]
  const start = () => startServer({ command: 'redis-server', args, port, logFile, stopSignal: 'SIGKILL' })
  let server = await start()
  return {
    url: authority ? `rediss://:${password}@localhost:${port}` : `redis://:${password}@127.0.0.1:${port}`,
    port,
    logFile,
    kill: () => server.stop(),
    start: async () => {
      server = await start()
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** As infra/multi-tenant-saas/compose.yaml sets it: the plain port is closed. */
async function encryption(folder: string, authority: Certificate, port: number): Promise<string[]> {
  const { certificatePem, privateKeyPem } = await issueCertificate(authority, { hosts: ['localhost'] })
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'certificate.key')]
  await writeFile(certificate, certificatePem)
  await writeFile(key, privateKeyPem, { mode: 0o600 })
  const files = [`tls-cert-file ${certificate}`, `tls-key-file ${key}`]
  return ['port 0', `tls-port ${port}`, ...files, 'tls-auth-clients no', 'tls-protocols "TLSv1.3"']
}
