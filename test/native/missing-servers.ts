import { existsSync } from 'node:fs'

const needed = {
  nginx: ['/usr/sbin/nginx'],
  'libnginx-mod-http-modsecurity': ['/usr/share/nginx/modules/ngx_http_modsecurity_module.so'],
  'modsecurity-crs': ['/usr/share/modsecurity-crs/rules'],
  'redis-server': ['/usr/bin/redis-server'],
  postgresql: ['/usr/lib/postgresql'],
} as const

export type DebianPackage = keyof typeof needed

/** The Debian packages that have to be installed before these servers can be started; empty when all are there. */
export function missingServers(
  packages: readonly DebianPackage[] = Object.keys(needed) as DebianPackage[],
): DebianPackage[] {
  return packages.filter(name => !needed[name].every(path => existsSync(path)))
}

/** What the edge needs. `CRS_RULES_FOLDER` may name another version of the Core Rule Set than Debian's. */
export const edgePackages = ['nginx', 'libnginx-mod-http-modsecurity', 'modsecurity-crs'] as const
