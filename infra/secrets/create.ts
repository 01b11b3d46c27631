import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createSelfSignedCertificate } from './certificate.ts'
import { isStillGood } from './certificate-age.ts'
import { environmentFile } from './environment-file.ts'

/**
 * Makes every secret of the deployment, on its first start; later starts change nothing but what the public origin
 * has changed. Each folder below is a volume of its own: a service sees the secrets that it mounts, and no others.
 */
const folder = process.env['SECRETS_FOLDER'] ?? '/secrets'

/** The services that read a secret are in this group (compose.yaml); the files belong to root. */
const readersGroup = 10_001

/** The user `node` of the API's image: it alone may open the signing keys, and the API refuses to start otherwise. */
const apiUser = 1_000

/** The user `nginx` of the image with ModSecurity. */
const wafUser = 101

const environment = process.env['PALISADE_ENV'] ?? 'staging'
const publicOrigin = new URL(process.env['PUBLIC_ORIGIN'] ?? 'https://localhost:8443').origin

createDatabaseSecrets()
createRedisSecrets()
createSigningKey()
createCertificate()
prepareAuditLog()
replace('edge/environment.conf', environmentFile({ publicOrigin, environment }))

function createDatabaseSecrets(): void {
  const owner = keep('database/owner-password', createPassword)
  const login = keep('setup/api-password', createPassword)
  keep('setup/owner-url', () => `postgresql://palisade:${owner}@postgres:5432/palisade`)
  keep('setup/demo-password', createPassword)
  keep('api/data-key', () => randomBytes(32).toString('base64url'))
  keep('api/database-url', () => `postgresql://palisade_api:${login}@postgres:5432/palisade`)
}

/** The API's account can do nothing to the server itself: no CONFIG, no SHUTDOWN, no KEYS. */
function createRedisSecrets(): void {
  const password = keep('api/redis-password', createPassword)
  keep('api/redis-url', () => `redis://palisade:${password}@redis:6379`)
  keep(
    'redis/users.acl',
    () => `user default off\nuser palisade on >${password} ~* &* +@all -@admin -@dangerous +info\n`,
  )
}

function createSigningKey(): void {
  const keys = join(folder, 'api/keys')
  if (existsSync(keys)) return
  // Under another name until all is in place: a start that is interrupted begins anew.
  const unfinished = join(folder, 'api/.keys')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  execFileSync(process.execPath, ['packages/security/jwt/keys-cli.ts', 'add', '--folder', unfinished])
  for (const name of readdirSync(unfinished)) chownSync(join(unfinished, name), apiUser, apiUser)
  chownSync(unfinished, apiUser, apiUser)
  renameSync(unfinished, keys)
  console.log('created the signing key')
}

/** Signed by itself: put a real certificate in its place, and it stays. */
function createCertificate(): void {
  const { hostname } = new URL(publicOrigin)
  const path = join(folder, 'edge/certificate.pem')
  if (existsSync(path) && isStillGood(readFileSync(path, 'utf8'), hostname)) return
  const { certificatePem, privateKeyPem } = createSelfSignedCertificate([hostname])
  replace('edge/certificate.key', privateKeyPem)
  replace('edge/certificate.pem', certificatePem)
}

/** The one folder here that another container writes: the WAF its log, for the readers of the group to count blocks. */
function prepareAuditLog(): void {
  const path = join(folder, 'waf-log')
  if (statSync(path).uid === wafUser) return
  chmodSync(path, 0o750)
  chownSync(path, wafUser, readersGroup)
}

/** 192 bits, in characters that need no escaping in a URL. */
function createPassword(): string {
  return randomBytes(24).toString('base64url')
}

/** The content of a secret, made by `create` when there is none yet. */
function keep(name: string, create: () => string): string {
  const path = join(folder, name)
  if (!existsSync(path)) replace(name, create())
  return readFileSync(path, 'utf8')
}

function replace(name: string, content: string): void {
  const path = join(folder, name)
  const unfinished = `${path}.new`
  rmSync(unfinished, { force: true })
  writeFileSync(unfinished, content, { mode: 0o440 })
  chownSync(unfinished, 0, readersGroup)
  renameSync(unfinished, path)
  console.log(`wrote ${name}`)
}
