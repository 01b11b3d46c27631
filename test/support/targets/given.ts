import { readFileSync } from 'node:fs'
import type { TestProject } from 'vitest/node'

/**
 * A server that runs already, wherever it is: BASE_URL, DEMO_PASSWORD and MAILBOX_URL name it. Where the SPA and administrators have
 * hosts of their own, WEB_ORIGIN, ADMIN_URL, ADMIN_CERTIFICATE_FILE and ADMIN_KEY_FILE name those. SEES_ADDRESSES=true says that an
 * edge on this machine sees the loopback addresses that the cases call from.
 */
export function setup(project: TestProject): void {
  const { BASE_URL, DEMO_PASSWORD, HAS_EDGE = 'true', SEES_ADDRESSES, WEB_ORIGIN, ADMIN_URL, MAILBOX_URL } = process.env
  if (!BASE_URL || !DEMO_PASSWORD || !MAILBOX_URL)
    throw new Error('set BASE_URL, DEMO_PASSWORD and MAILBOX_URL (and HAS_EDGE=false without an edge)')
  const baseUrl = new URL(BASE_URL).origin
  project.provide('target', {
    baseUrl,
    webOrigin: WEB_ORIGIN ?? baseUrl,
    password: DEMO_PASSWORD,
    mailboxUrl: new URL(MAILBOX_URL).origin,
    hasEdge: HAS_EDGE === 'true',
    // A server on this machine, without a proxy, sees them, too.
    seesAddresses:
      SEES_ADDRESSES === 'true' || (HAS_EDGE === 'false' && process.platform === 'linux' && isLoopback(baseUrl)),
    ...(ADMIN_URL && { administration: { baseUrl: new URL(ADMIN_URL).origin, ...readCertificate() } }),
  })
}

const isLoopback = (url: string) => /^(?:localhost|127(?:\.\d+){3})$/.test(new URL(url).hostname)

function readCertificate() {
  const { ADMIN_CERTIFICATE_FILE, ADMIN_KEY_FILE } = process.env
  if (!ADMIN_CERTIFICATE_FILE || !ADMIN_KEY_FILE)
    throw new Error('set ADMIN_CERTIFICATE_FILE and ADMIN_KEY_FILE beside ADMIN_URL')
  return {
    certificatePem: readFileSync(ADMIN_CERTIFICATE_FILE, 'utf8'),
    privateKeyPem: readFileSync(ADMIN_KEY_FILE, 'utf8'),
  }
}
