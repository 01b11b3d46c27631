import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const packages = [
  'fastify',
  '@fastify/cors',
  '@fastify/jwt',
  '@fastify/rate-limit',
  'express',
  'helmet',
  'cors',
  'jsonwebtoken',
  'express-rate-limit',
  'rate-limit-redis',
  'ioredis',
]

/** What ran, as one line. */
export function readVersions(): string {
  const installed = packages.map(name => {
    const file = join(import.meta.dirname, '../node_modules', name, 'package.json')
    return `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`
  })
  const redis = /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1]
  return [`Node ${process.versions.node}`, `Redis ${redis}`, ...installed].join(', ')
}
