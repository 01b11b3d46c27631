import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { generateKey } from '../../packages/security/jwt/key-lifecycle.ts'
import { subjectHashKey } from '../../packages/security/privacy/subject-hash.ts'
import { readCommandLine } from '../../packages/service/src/command-line.ts'
import { createReader, type Env, readConfigOrExit } from '../../packages/service/src/settings.ts'
import { keepAuthority, keepIssued, keepPublic } from './certificates.ts'
import { environmentFile } from './environment-file.ts'
import { exposureFault } from './exposure.ts'
import { certifyLogs, certifyWafShippers } from './log-certificates.ts'
import { createPassword, openVolumes } from './volumes.ts'
import { createWebPasswords } from './web-passwords.ts'

/**
 * Makes every secret of a deployment, on its first start; later starts change what the settings have changed, and
 * renew certificates. It is the same for all architectures: the volumes that compose.yaml mounts
 * here decide which secrets it creates.
 */
readCommandLine({ usage: 'node infra/secrets/create.ts' })
const { root, environment, publicOrigin, hosts } = readConfigOrExit(readConfig)
const volumes = openVolumes(root)

/** The user `node` of the API's image: only this user may open the signing keys, and the API refuses to start otherwise. */
const apiUser = 1_000

/** The user `nginx` of the image with ModSecurity. */
const wafUser = 101

const encryptsInside = volumes.has('authority')
const hasWorkers = volumes.has('worker')
if (encryptsInside) await encryptInside()
createDatabaseSecrets()
createRedisSecrets()
createWebPasswords(volumes)
await createSigningKey()
await certifyLogs(volumes)
await certifyWafShippers(volumes)
for (const server of ['edge', 'origin'].filter(volumes.has)) {
  volumes.write(`${server}/environment.conf`, environmentFile({ publicOrigin, environment, logHashKey: logHashKey() }))
}
await keepPublic(volumes, 'edge/certificate', hosts)
if (volumes.has('admin')) await certifyAdministrator()
// The one kind of folder here that another container writes: a WAF its log, which its shipper reads.
if (volumes.has('waf-logs')) {
  for (const waf of readdirSync(volumes.pathOf('waf-logs'))) volumes.handOver(`waf-logs/${waf}`, wafUser)
}

/** Every other service waits for this one to succeed, so that a wrong setting starts nothing. */
function readConfig(env: Env) {
  const read = createReader(env)
  const publicOrigin = read.origin('PUBLIC_ORIGIN')
  const hosts = read.list('CERTIFICATE_HOSTS')
  const config = {
    root: read.text('SECRETS_FOLDER'),
    environment: read.environment(),
    publicOrigin,
    hosts: hosts.length > 0 ? hosts : [URL.parse(publicOrigin)?.hostname ?? ''],
  }
  const fault = exposureFault(config.environment, read.text('PALISADE_BIND'))
  if (fault) read.mistake(fault)
  read.check()
  return config
}

/** Database and Redis prove who they are to everyone who sends them a password. */
async function encryptInside(): Promise<void> {
  const authority = await keepAuthority(volumes, 'authority/inside', 'Palisade, inside')
  await keepIssued(volumes, 'database/certificate', authority, { hosts: ['postgres'] })
  await keepIssued(volumes, 'redis/certificate', authority, { hosts: ['redis'] })
  for (const reader of ['api', 'worker', 'setup', 'postgres-exporter', 'redis-exporter'].filter(volumes.has))
    volumes.write(`${reader}/authority.pem`, authority.certificatePem)
}

/** The edge writes the API's pseudonyms, and does not get the key that they are derived from. */
function logHashKey(): string {
  const dataKey = volumes.keep('api/data-key', () => randomBytes(32).toString('base64url'))
  return subjectHashKey(Buffer.from(dataKey, 'base64url')).toString('base64url')
}

function createDatabaseSecrets(): void {
  const owner = volumes.keep('database/owner-password', createPassword)
  const login = volumes.keep('setup/api-password', createPassword)
  // libpq's words: encrypted, by an authority that we know, under the name that we asked for.
  const encryption = encryptsInside ? '?sslmode=verify-full&sslrootcert=/run/palisade/authority.pem' : ''
  const urlOf = (user: string, password: string) =>
    `postgresql://${user}:${password}@postgres:5432/palisade${encryption}`
  volumes.write('setup/owner-url', urlOf('palisade', owner))
  if (environment !== 'production') volumes.keep('setup/demo-password', createPassword)
  volumes.write('api/database-url', urlOf('palisade_api', login))
  if (hasWorkers) {
    volumes.write(
      'worker/database-url',
      urlOf('palisade_worker', volumes.keep('setup/worker-password', createPassword)),
    )
  }
  if (volumes.has('postgres-exporter')) {
    volumes.write('postgres-exporter/password', volumes.keep('setup/metrics-password', createPassword))
  }
}

/**
 * No account can do anything to the server itself: no CONFIG, no SHUTDOWN, no KEYS. Workers and operators announce changes, and that
 * is all. The exporter of metrics reads INFO.
 */
function createRedisSecrets(): void {
  const urlOf = (user: string, password: string) =>
    `${encryptsInside ? 'rediss' : 'redis'}://${user}:${password}@redis:6379`
  const password = volumes.keep('api/redis-password', createPassword)
  volumes.write('api/redis-url', urlOf('palisade', password))
  const accounts = ['user default off', `user palisade on >${password} ~* &* +@all -@admin -@dangerous +info`]
  // `setup` has the operator's commands.
  for (const announcer of ['setup', 'worker'].filter(volumes.has)) {
    const own = volumes.keep(`${announcer}/redis-password`, createPassword)
    volumes.write(`${announcer}/redis-url`, urlOf(announcer, own))
    accounts.push(`user ${announcer} on >${own} &palisade:changes +@connection +@pubsub -@admin -@dangerous +info`)
  }
  if (volumes.has('redis-exporter')) {
    const own = volumes.keep('redis-exporter/password', createPassword)
    const scheme = encryptsInside ? 'rediss' : 'redis'
    // Older releases of the exporter look for the address without the user.
    const addresses = [`${scheme}://redis:6379`, `${scheme}://metrics@redis:6379`]
    volumes.write(
      'redis-exporter/passwords.json',
      JSON.stringify(Object.fromEntries(addresses.map(address => [address, own]))),
    )
    accounts.push(`user metrics on >${own} +info`)
  }
  volumes.write('redis/users.acl', `${accounts.join('\n')}\n`)
}

async function createSigningKey(): Promise<void> {
  const keys = volumes.pathOf('api/keys')
  if (existsSync(keys)) return
  // Under another name until all is in place: an interrupted start begins again.
  const unfinished = volumes.pathOf('api/.keys')
  rmSync(unfinished, { recursive: true, force: true })
  await generateKey({ folder: unfinished })
  for (const name of readdirSync(unfinished)) chownSync(`${unfinished}/${name}`, apiUser, apiUser)
  chownSync(unfinished, apiUser, apiUser)
  renameSync(unfinished, keys)
  console.log('created the signing key')
}

/** What administrators show beside their token [S52]. Only the authority's certificate leaves the volume. */
async function certifyAdministrator(): Promise<void> {
  const authority = await keepAuthority(volumes, 'admin/authority', 'Palisade, administrators')
  await keepIssued(volumes, 'admin/administrator', authority, { client: 'administrator' })
  volumes.write('edge/client-ca.pem', authority.certificatePem)
  console.log('certificate and key of the administrator: admin/administrator.pem, admin/administrator.key')
}
