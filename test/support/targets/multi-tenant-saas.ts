import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startTiers } from './native-tiers.ts'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const password = 'a password for tests alone'
  const webRoot = join(project.config.root, 'apps/web/dist')
  const { edge, nodes, dnsRecordsFile, mailboxUrl, ownerUrl, stop } = await startTiers({
    architecture: 'multi-tenant-saas',
    encryptsInside: true,
    password,
    webRoot,
  })
  project.provide('target', {
    baseUrl: edge.url,
    webOrigin: edge.url,
    password,
    hasEdge: true,
    ...(nodes[0] && { apiUrl: nodes[0].url }),
    dnsRecordsFile,
    mailboxUrl,
    commandEnv: { MIGRATION_DATABASE_URL: ownerUrl },
    seesAddresses: process.platform === 'linux',
  })
  return stop
}
