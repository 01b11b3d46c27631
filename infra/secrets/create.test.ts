import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareSync } from 'bcryptjs'
import { afterEach, describe, expect, it } from 'vitest'

const all = ['database', 'setup', 'api', 'redis', 'edge']
const watchers = ['prometheus', 'alertmanager', 'postgres-exporter', 'redis-exporter']

let folder: string

afterEach(() => rmSync(folder, { recursive: true }))

/** A first start, with these volumes mounted. */
function start(volumes: readonly string[], settings: NodeJS.ProcessEnv = {}): void {
  folder = mkdtempSync(join(tmpdir(), 'palisade-secrets-'))
  for (const volume of volumes) mkdirSync(join(folder, volume), { recursive: true })
  startAgain(settings)
}

function startAgain(settings: NodeJS.ProcessEnv = {}): string {
  const given = { PALISADE_ENV: 'staging', PUBLIC_ORIGIN: 'https://localhost:8443', SECRETS_FOLDER: folder }
  const env = { ...process.env, ...given, ...settings }
  return execFileSync(process.execPath, ['infra/secrets/create.ts'], { env, encoding: 'utf8' })
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8')

const certificate = (name: string) => new X509Certificate(read(name))

// Files are handed to the users of other containers.
describe.skipIf(process.getuid?.() !== 0)('the secrets of a deployment', () => {
  it('[S14] [S16] are created once: a second start changes nothing', () => {
    start([
      ...all,
      ...watchers,
      'worker',
      'origin',
      'authority',
      'admin',
      'waf-logs/edge',
      'shippers/edge-waf',
      'shipper-authority',
    ])
    const files = () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')])
    const before = files()
    expect(before.length).toBeGreaterThan(20)
    expect(startAgain()).not.toContain('wrote')
    expect(files()).toEqual(before)
  })

  it('[S13] can be read by root and by the group of their readers only', () => {
    start([...all, 'authority', 'waf-logs/edge'])
    expect(statSync(join(folder, 'api/database-url'))).toMatchObject({ uid: 0, gid: 10_001, mode: 0o100440 })
    expect(statSync(join(folder, 'database/certificate.key'))).toMatchObject({ uid: 0, gid: 10_001, mode: 0o100440 })
    expect(statSync(join(folder, 'api/keys'))).toMatchObject({ uid: 1_000, mode: 0o40700 })
    expect(statSync(join(folder, 'waf-logs/edge'))).toMatchObject({ uid: 101, gid: 10_001, mode: 0o40750 })
  })

  it('a trial that other machines could reach does not start, and gets no secret', () => {
    const env = { PALISADE_BIND: '0.0.0.0' }
    expect(() => start(all, env)).toThrow(/PALISADE_BIND=0\.0\.0\.0 publishes demo users: set PALISADE_ENV=production/)
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(all.toSorted())
  })

  it('production has no password of demo users, may be published, and logs no secret', () => {
    start(all, { PALISADE_BIND: '0.0.0.0', PALISADE_ENV: 'production', PUBLIC_ORIGIN: 'https://app.example.org' })
    expect(readdirSync(join(folder, 'setup'))).not.toContain('demo-password')
    const printed = startAgain({ PALISADE_ENV: 'production', PUBLIC_ORIGIN: 'https://other.example.org' })
    for (const name of ['setup/api-password', 'setup/owner-url', 'api/redis-password', 'api/data-key']) {
      expect(printed).not.toContain(read(name))
    }
  })

  it('Prometheus and Alertmanager get the hash of their own password, and only Prometheus gets passwords', () => {
    start([...all, ...watchers])
    for (const server of ['prometheus', 'alertmanager']) {
      const [, hash = ''] = /^basic_auth_users:\n {2}palisade: (\S+)\n$/.exec(read(`${server}/web.yaml`)) ?? []
      expect(compareSync(read(`prometheus/${server}-password`), hash)).toBe(true)
    }
    expect(readdirSync(join(folder, 'alertmanager'))).toEqual(['web.yaml'])
  })

  it('exporters get accounts of their own, which read statistics and nothing else', () => {
    start([...all, ...watchers])
    expect(read('postgres-exporter/password')).toBe(read('setup/metrics-password'))
    expect(read('redis/users.acl')).toMatch(/^user metrics on >[\w-]{32} \+info$/m)
  })

  it('the operator announces changes in Redis, and can do nothing else there', () => {
    start(all)
    expect(read('setup/redis-url')).toMatch(/^redis:\/\/setup:[\w-]{32}@redis:6379$/)
    expect(read('redis/users.acl')).toMatch(/^user setup on >[\w-]{32} &palisade:changes \+@connection/m)
  })

  it('without an authority, the URLs of the stores use no TLS', () => {
    start(all)
    expect(read('api/redis-url')).toMatch(/^redis:\/\/palisade:[\w-]{32}@redis:6379$/)
    expect(read('api/database-url')).not.toContain('sslmode')
    expect(readdirSync(join(folder, 'redis'))).toEqual(['users.acl'])
  })

  it('with an authority, database and Redis get its certificates, and the URLs require verification', () => {
    start([...all, 'authority'])
    expect(read('api/redis-url')).toMatch(/^rediss:/)
    for (const url of [read('api/database-url'), read('setup/owner-url')]) {
      expect(url).toMatch(/\?sslmode=verify-full&sslrootcert=\/run\/palisade\/authority\.pem$/)
    }
    const authority = certificate('api/authority.pem')
    for (const [volume, host] of Object.entries({ database: 'postgres', redis: 'redis' })) {
      const issued = certificate(`${volume}/certificate.pem`)
      expect(issued.checkHost(host)).toBe(host)
      expect(issued.checkIssued(authority) && issued.verify(authority.publicKey)).toBe(true)
    }
    expect(readdirSync(join(folder, 'api'))).not.toContain('inside.key')
  })

  it('[S84] shipper and collector of logs get certificates of an authority of their own', () => {
    start([...all, 'authority', 'log-authority', 'log-shipper', 'log-collector'])
    const authority = certificate('log-collector/authority.pem')
    expect(certificate('log-collector/certificate.pem').checkHost('log-collector')).toBe('log-collector')
    expect(certificate('log-shipper/certificate.pem').subject).toBe('CN=log-shipper')
    for (const name of ['log-collector', 'log-shipper']) {
      expect(certificate(`${name}/certificate.pem`).verify(authority.publicKey)).toBe(true)
      expect(readdirSync(join(folder, name)).toSorted()).toEqual([
        'authority.pem',
        'certificate.key',
        'certificate.pem',
      ])
    }
    expect(certificate('redis/certificate.pem').verify(authority.publicKey)).toBe(false)
  })

  it('the shippers of the WAFs and the nodes get certificates of an authority of their own', () => {
    start([...all, 'authority', 'shipper-authority', 'shippers/edge-waf', 'shippers/origin-waf'])
    const authority = certificate('api/waf-log-authority.pem')
    expect(certificate('api/waf-log.pem').checkHost('api')).toBe('api')
    for (const waf of ['edge-waf', 'origin-waf']) {
      expect(certificate(`shippers/${waf}/certificate.pem`).subject).toBe(`CN=${waf}`)
      expect(read(`shippers/${waf}/authority.pem`)).toBe(read('api/waf-log-authority.pem'))
    }
    for (const name of ['api/waf-log.pem', 'shippers/edge-waf/certificate.pem']) {
      expect(certificate(name).verify(authority.publicKey), name).toBe(true)
    }
    expect(certificate('redis/certificate.pem').verify(authority.publicKey)).toBe(false)
    expect(readdirSync(join(folder, 'shippers/edge-waf')).toSorted()).toEqual([
      'authority.pem',
      'certificate.key',
      'certificate.pem',
    ])
  })

  it('workers have accounts of their own, and in Redis may announce changes and nothing else', () => {
    start([...all, 'worker'])
    expect(read('worker/database-url')).toContain('//palisade_worker:')
    expect(read('worker/database-url')).toContain(read('setup/worker-password'))
    expect(read('redis/users.acl')).toMatch(/^user worker on >[\w-]{32} &palisade:changes \+@connection/m)
    expect(read('worker/redis-url')).not.toContain(read('api/redis-password'))
  })

  it('[S52] a separate authority signs the certificates of administrators, and the edge gets only its certificate', () => {
    start([...all, 'authority', 'admin'])
    const authority = certificate('edge/client-ca.pem')
    expect(certificate('admin/administrator.pem').verify(authority.publicKey)).toBe(true)
    expect(certificate('redis/certificate.pem').verify(authority.publicKey)).toBe(false)
    expect(readdirSync(join(folder, 'edge')).sort()).toEqual([
      'certificate.key',
      'certificate.pem',
      'client-ca.pem',
      'environment.conf',
    ])
  })

  it('the certificate for browsers names every host, and follows the settings', () => {
    start(all, { CERTIFICATE_HOSTS: 'app.example,*.app.example' })
    const path = 'edge/certificate.pem'
    expect(certificate(path).subjectAltName).toBe('DNS:app.example, DNS:*.app.example')
    startAgain({ CERTIFICATE_HOSTS: 'app.example,shop.example' })
    expect(certificate(path).subjectAltName).toBe('DNS:app.example, DNS:shop.example')
  })
})
