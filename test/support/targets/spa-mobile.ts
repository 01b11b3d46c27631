import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startTiers } from './native-tiers.ts'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const password = 'a password for tests alone'
  const { edge, nodes, dnsRecordsFile, mailboxUrl, ownerUrl, stop } = await startTiers({
    architecture: 'spa-mobile',
    password,
    webRoot: join(project.config.root, 'apps/web/dist'),
  })
  project.provide('target', {
    baseUrl: edge.apiUrl,
    webOrigin: edge.url,
    administration: { baseUrl: edge.adminUrl, ...edge.adminCertificate },
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
