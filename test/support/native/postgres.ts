import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, readdirSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, databaseAccount } from '../../../infra/backup/database-account.ts'
import { type Certificate, issueCertificate } from '../../../infra/secrets/certificate.ts'
import { freePort, type ServerProcess, startServer } from './server-process.ts'

const INSTALLED = '/usr/lib/postgresql'

/** As the compose files set it: no statement and no detail, which quote values such as emails. */
const discreetLog = ['log_error_verbosity=terse', 'log_min_error_statement=panic']

export type NativePostgres = {
  /** The owner's URL, who may create roles: for migrations. */
  readonly url: string
  readonly port: number
  readonly logFile: string
  /** The same database for another login. */
  readonly urlFor: (user: string, password: string) => string
  /** Its data, and its socket one level above. */
  readonly dataFolder: string
  /** Ends it as a crash does. */
  readonly kill: () => Promise<void>
  /** Starts it again with the data that are there. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type StoreOptions = {
  /** Encrypted, with a certificate of this authority for `localhost`, and in no other way. */
  readonly authority?: Certificate
  /** Archives its WAL with pgBackRest, which this environment configures. */
  readonly archiveBy?: NodeJS.ProcessEnv
}

/** Starts PostgreSQL with an empty database on a free port, in a folder of its own that stop() removes. */
export async function startPostgres({ authority, archiveBy }: StoreOptions = {}): Promise<NativePostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-postgres-'))
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const account = databaseAccount()
  if (account) chownSync(folder, account.uid, account.gid)

  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password)
  if (account) chownSync(passwordFile, account.uid, account.gid)
  const binaries = join(INSTALLED, newestVersion(), 'bin')
  const data = join(folder, 'data')
  const initialize = [
    '-D',
    data,
    '-U',
    'palisade',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--no-sync',
    '--data-checksums',
  ]
  execFileSync(join(binaries, 'initdb'), [...initialize, '--locale=C.UTF-8'], {
    cwd: folder,
    stdio: 'pipe',
    ...account,
  })

  // What a crash would lose, a test does not miss.
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off', ...discreetLog]
  const logFile = join(folder, 'postgres.log')
  if (authority) settings.push(...(await encryption(folder, authority, account)))
  if (archiveBy) settings.push(...(await archiving()))
  const start = () =>
    startServer({
      command: join(binaries, 'postgres'),
      args: ['-D', data, '-p', String(port), ...settings.flatMap(setting => ['-c', setting])],
      port,
      // For a moment, PostgreSQL takes connections only to refuse them: it is starting up.
      isReady: async () =>
        spawnSync(join(binaries, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).status === 0,
      logFile,
      stopSignal: 'SIGINT', // fast shutdown: does not wait for clients
      ...(archiveBy && { env: archiveBy }),
      ...account,
    })
  let server: ServerProcess = await start()
  const query = authority ? `?sslmode=verify-full&sslrootcert=${join(folder, 'authority.pem')}` : ''
  const urlFor = (user: string, secret: string) =>
    `postgresql://${user}:${secret}@${authority ? 'localhost' : '127.0.0.1'}:${port}/postgres${query}`
  return {
    url: urlFor('palisade', password),
    port,
    logFile,
    urlFor,
    dataFolder: data,
    kill: async () => void (await server.kill('SIGKILL')),
    start: async () => {
      server = await start()
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** As infra/multi-tenant-saas/compose.yaml sets it, and with the same list of who may sign in. */
async function encryption(folder: string, authority: Certificate, account: Account | undefined): Promise<string[]> {
  const { certificatePem, privateKeyPem } = await issueCertificate(authority, { hosts: ['localhost'] })
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'certificate.key')]
  await writeFile(certificate, certificatePem)
  await writeFile(key, privateKeyPem, { mode: 0o600 })
  if (account) chownSync(key, account.uid, account.gid)
  await writeFile(join(folder, 'authority.pem'), authority.certificatePem)
  const rules = join(folder, 'pg_hba.conf')
  await copyFile(join(import.meta.dirname, '../../../infra/multi-tenant-saas/pg_hba.conf'), rules)
  const files = [`ssl_cert_file=${certificate}`, `ssl_key_file=${key}`, `hba_file=${rules}`]
  return ['ssl=on', 'ssl_min_protocol_version=TLSv1.3', ...files]
}

/** What infra/backup sets. */
async function archiving(): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, '../../../infra/backup/postgresql.conf'), 'utf8')
  return Array.from(text.matchAll(/^(\w+) = '?(.*?)'?$/gm), ([, name, value]) => `${name}=${value}`)
}

function newestVersion(): string {
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a))
  if (versions[0] === undefined) throw new Error(`no PostgreSQL in ${INSTALLED}`)
  return versions[0]
}
