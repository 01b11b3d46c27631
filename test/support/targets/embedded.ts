import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'
import { freePort, startDns } from '../native/index.ts'

export type Embedded = {
  baseUrl: string
  password: string
  mailboxUrl: string
  /** PALISADE_DATA. */
  folder: string
  child: ChildProcess
  stop: () => Promise<void>
}

/** The embedded default, started as `npm start` does, with data of its own. */
export async function startEmbedded(root: string, env: NodeJS.ProcessEnv = {}): Promise<Embedded> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-'))
  const child = spawn(process.execPath, ['infra/local/start.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, PORT: String(await freePort()), PALISADE_DATA: folder },
  })
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  const { baseUrl, password, mailboxUrl } = await readScreen(child.stdout)
  if (baseUrl && password && mailboxUrl) return { baseUrl, password, mailboxUrl, folder, child, stop }
  await stop()
  throw new Error('npm start printed no address, no password or no mailbox')
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dns = await startDns()
  const { baseUrl, password, mailboxUrl, folder, stop } = await startEmbedded(project.config.root, {
    PALISADE_DNS_SERVERS: dns.server,
  })
  const seesAddresses = process.platform === 'linux'
  const dnsRecordsFile = dns.recordsFile
  const own = { baseUrl, webOrigin: baseUrl, password, mailboxUrl }
  project.provide('target', {
    ...own,
    hasEdge: false,
    seesAddresses,
    dnsRecordsFile,
    commandEnv: { PALISADE_DATA: folder },
  })
  return async () => {
    await stop()
    await dns.stop()
  }
}

async function readScreen(stdout: NodeJS.ReadableStream) {
  let baseUrl: string | undefined
  let password: string | undefined
  for await (const line of createInterface({ input: stdout })) {
    baseUrl ??= /^ready (http\S+)/.exec(line)?.[1]
    password ??= /^Password\s+(\S+)/.exec(line)?.[1]
    const mailboxUrl = /^Mailbox\s+(http[^\s,]+)/.exec(line)?.[1]
    if (mailboxUrl) return { baseUrl, password, mailboxUrl }
  }
  return {}
}
