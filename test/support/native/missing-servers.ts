import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const needed = {
  nginx: ['/usr/sbin/nginx'],
  'libnginx-mod-http-modsecurity': ['/usr/share/nginx/modules/ngx_http_modsecurity_module.so'],
  'libnginx-mod-http-js': ['/usr/share/nginx/modules/ngx_http_js_module.so'],
  'modsecurity-crs': ['/usr/share/modsecurity-crs/rules'],
  'redis-server': ['/usr/bin/redis-server'],
  postgresql: ['/usr/lib/postgresql'],
  'util-linux': ['/usr/bin/taskset'],
  chromium: ['/usr/bin/chromium'],
  softhsm2: ['/usr/bin/softhsm2-util'],
  opensc: ['/usr/bin/pkcs11-tool'],
  'libsecret-tools': ['/usr/bin/secret-tool'],
  'gnome-keyring': ['/usr/bin/gnome-keyring-daemon'],
  'dbus-daemon': ['/usr/bin/dbus-daemon'],
} as const

export type DebianPackage = keyof typeof needed

/** The Debian packages that have to be installed before these servers can be started; empty when all are there. */
export function missingServers(
  packages: readonly DebianPackage[] = Object.keys(needed) as DebianPackage[],
): DebianPackage[] {
  return packages.filter(name => !needed[name].every(path => existsSync(path)))
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
  if (missing.length > 0 && existsSync('/etc/debian_version') && process.getuid?.() === 0) {
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
  if (missing.length === 0) return
  console.error(`not installed: ${missing.join(', ')}. On Debian: sudo apt-get install ${missing.join(' ')}`)
  process.exit(69) // EX_UNAVAILABLE of sysexits.h
}
