import type { Hosts } from './network-namespaces.ts'
import type { Reach } from './reachable-ports.ts'

type Architecture = {
  /** The addresses of each host, as in the inventory. */
  readonly hosts: Hosts
  /** What hosts may reach, written by hand: the tests do not read it from the inventory. */
  readonly open: Reach
}

const web = [80, 443]
const mail = [465, 587]
/** What every host may reach on the internet: host names, packages, certificates. */
const internet = [53, ...web]
/** The collector of logs. */
const logs = { 'monitoring-1': [2514] }
const stores = { 'database-1': [5432], 'redis-1': [6379] }

/** Hosts that are no part of an architecture. */
export const strangers = {
  outside: ['192.0.2.66', '2001:db8:66::66'],
  admin: ['198.51.100.7', '2001:db8:51::7'],
} as const satisfies Hosts

/** All ports of the inventories, and one that nobody declares. */
export const ports = [22, ...internet, ...mail, 2514, 3903, 5432, 6379, 8080, 9090, 9999]

const internal = (last: number) => [`10.20.0.${last}`, `fd00:20::${last}`]

const singleVps: Architecture = {
  hosts: { vps: ['203.0.113.10', '2001:db8:113::10'] },
  open: {
    outside: { vps: web },
    admin: { vps: [22, ...web] },
    vps: { outside: [...internet, ...mail], admin: [...internet, ...mail] },
  },
}

const spaMobile: Architecture = {
  hosts: {
    'edge-1': internal(10),
    'origin-1': internal(20),
    'api-1': internal(31),
    'api-2': internal(32),
    'api-3': internal(33),
    'worker-1': internal(41),
    'data-1': internal(50),
  },
  open: {
    outside: { 'edge-1': web },
    admin: {
      'edge-1': [22, ...web],
      ...Object.fromEntries(['origin-1', 'api-1', 'api-2', 'api-3', 'worker-1', 'data-1'].map(host => [host, [22]])),
    },
    'edge-1': { 'origin-1': [8080], 'api-1': [2514], 'api-2': [2514], 'api-3': [2514], ...toInternet() },
    'origin-1': { 'api-1': [2514, 8080], 'api-2': [2514, 8080], 'api-3': [2514, 8080], ...toEdge() },
    'api-1': { 'data-1': [5432, 6379], ...toEdge() },
    'api-2': { 'data-1': [5432, 6379], ...toEdge() },
    'api-3': { 'data-1': [5432, 6379], ...toEdge() },
    'worker-1': { 'data-1': [5432, 6379], ...toEdge(mail) },
    'data-1': toEdge(),
  },
}

const multiTenantSaas: Architecture = {
  hosts: {
    'edge-1': internal(10),
    'origin-1': internal(20),
    'api-1': internal(31),
    'api-2': internal(32),
    'worker-1': internal(41),
    'database-1': internal(50),
    'redis-1': internal(60),
    'monitoring-1': internal(70),
  },
  open: {
    outside: { 'edge-1': web },
    admin: {
      'edge-1': [22, ...web],
      ...Object.fromEntries(
        ['origin-1', 'api-1', 'api-2', 'worker-1', 'database-1', 'redis-1'].map(host => [host, [22]]),
      ),
      'monitoring-1': [22, 9090],
    },
    'edge-1': { 'origin-1': [8080], 'api-1': [2514], 'api-2': [2514], ...logs, ...toInternet() },
    'origin-1': { 'api-1': [2514, 8080], 'api-2': [2514, 8080], ...logs, ...toEdge() },
    'api-1': { ...stores, ...logs, ...toEdge() },
    'api-2': { ...stores, ...logs, ...toEdge() },
    'worker-1': { ...stores, ...logs, ...toEdge(mail) },
    'database-1': { ...logs, ...toEdge() },
    'redis-1': { ...logs, ...toEdge() },
    'monitoring-1': {
      ...toEdge(),
      'edge-1': [...web, 3903],
      'origin-1': [3903],
      'api-1': [9090],
      'api-2': [9090],
      'worker-1': [9090],
    },
  },
}

export const architectures = {
  'single-vps': singleVps,
  'spa-mobile': spaMobile,
  'multi-tenant-saas': multiTenantSaas,
} as const satisfies Record<string, Architecture>

function toInternet(more: number[] = []) {
  return { outside: [...internet, ...more], admin: [...internet, ...more] }
}

/** The web ports of the edge are open to everyone, and so to the other tiers. */
function toEdge(more: number[] = []) {
  return { ...toInternet(more), 'edge-1': web }
}
