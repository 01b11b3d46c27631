import { spawnSync } from 'node:child_process'
import { installedPath } from './installed-path.ts'

/** What each Debian package installs, below `/usr`. */
const needed = {
  nginx: ['sbin/nginx'],
  'libnginx-mod-http-modsecurity': ['share/nginx/modules/ngx_http_modsecurity_module.so'],
  'libnginx-mod-http-js': ['share/nginx/modules/ngx_http_js_module.so'],
  'modsecurity-crs': ['share/modsecurity-crs/rules'],
  'redis-server': ['bin/redis-server'],
  postgresql: ['lib/postgresql'],
  'util-linux': ['bin/taskset'],
  chromium: ['bin/chromium'],
  'firefox-esr': ['bin/firefox-esr'],
  softhsm2: ['bin/softhsm2-util'],
  opensc: ['bin/pkcs11-tool'],
  'libsecret-tools': ['bin/secret-tool'],
  'gnome-keyring': ['bin/gnome-keyring-daemon'],
  'dbus-daemon': ['bin/dbus-daemon'],
  prometheus: ['bin/prometheus'],
  mtail: ['bin/mtail'],
  nftables: ['sbin/nft'],
  iproute2: ['sbin/ip'],
  'ansible-core': ['bin/ansible-playbook'],
  'openssh-server': ['sbin/sshd'],
  'openssh-client': ['bin/ssh'],
  'libpam-google-authenticator': ['bin/google-authenticator'],
  fail2ban: ['bin/fail2ban-server'],
  'python3-pyinotify': ['lib/python3/dist-packages/pyinotify.py'],
  curl: ['bin/curl'],
  'prometheus-alertmanager': ['bin/prometheus-alertmanager'],
  rsyslog: ['sbin/rsyslogd'],
  'rsyslog-relp': ['share/doc/rsyslog-relp/copyright'],
  'rsyslog-elasticsearch': ['share/doc/rsyslog-elasticsearch/copyright'],
  'rsyslog-openssl': ['share/doc/rsyslog-openssl/copyright'],
  'prometheus-node-exporter': ['bin/prometheus-node-exporter'],
  pgbackrest: ['bin/pgbackrest'],
  'prometheus-nginx-exporter': ['bin/prometheus-nginx-exporter'],
  'prometheus-postgres-exporter': ['bin/prometheus-postgres-exporter'],
  'prometheus-redis-exporter': ['bin/prometheus-redis-exporter'],
} as const

export type DebianPackage = keyof typeof needed

/** What the tests of infra/host need. */
export const hostPackages = [
  'nftables',
  'iproute2',
  'ansible-core',
  'openssh-server',
  'openssh-client',
  'libpam-google-authenticator',
  'fail2ban',
  'python3-pyinotify',
  'curl',
] as const satisfies DebianPackage[]

/** What most suites need. */
const usualPackages = (Object.keys(needed) as DebianPackage[]).filter(
  name => !['firefox-esr', ...hostPackages].includes(name),
)

/** The Debian packages that have to be installed before these servers can be started; empty when all are there. */
export function missingServers(packages: readonly DebianPackage[] = usualPackages): DebianPackage[] {
  return packages.filter(name => needed[name].some(path => installedPath(path) === undefined))
}

/** What the edge needs. `CRS_RULES_FOLDER` may name another version of the Core Rule Set than Debian's. */
export const edgePackages = [
  'nginx',
  'libnginx-mod-http-modsecurity',
  'libnginx-mod-http-js',
  'modsecurity-crs',
] as const

/** What keeps the secrets of a desktop. */
export const keyringPackages = ['libsecret-tools', 'gnome-keyring', 'dbus-daemon'] as const

/**
 * Installs the servers that are missing, where that is possible: on Debian, as root.
 * @returns the packages that still are missing
 */
export function ensureServers(packages?: readonly DebianPackage[]): DebianPackage[] {
  const missing = missingServers(packages)
  if (missing.length > 0 && installedPath('bin/apt-get') && process.getuid?.() === 0) {
    console.log(`  installing ${missing.join(', ')}`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing]
    spawnSync('apt-get', install, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return missingServers(packages)
}

/** Installs the servers that are missing, or ends the process with one line that names their packages. */
export function requireServers(packages?: readonly DebianPackage[]): void {
  const missing = ensureServers(packages)
  if (missing.length > 0) endWithoutPackages(missing)
}

/** Ends the process with one line that names the missing Debian packages. */
export function endWithoutPackages(missing: readonly string[]): never {
  console.error(describeMissing(missing))
  process.exit(69) // EX_UNAVAILABLE of sysexits.h
}

/** Says which Debian packages are missing, and how to install them. */
export function describeMissing(missing: readonly string[]): string {
  return `not installed: ${missing.join(', ')}. On Debian: sudo apt-get install ${missing.join(' ')}`
}
