import {
  type AuditEntry,
  auditFileType,
  type ChainHead,
  type Client,
  checkChain,
  mostExported,
  noHash,
} from '@palisade/contracts'
import { dataOf } from '../../lib/problem-error.ts'
import { saveFile } from '../../lib/save-file.ts'

export type Exported = {
  /** Each is a part of the file. */
  parts: Blob[]
  entries: number
  /** The first entry that is wrong. */
  fault?: { seq: number; fault: string }
}

/** Reads the whole trail and checks its chain in the browser, so that the user does not have to trust the server. */
export async function exportChain(client: Client): Promise<Exported> {
  const parts: Blob[] = []
  let head: ChainHead = { seq: 0, hash: noHash }
  for (;;) {
    const part = await dataOf(client('audit-log.export', { query: { after: head.seq } }))
    const entries = (await part.text())
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as AuditEntry)
    if (entries.length > 0) parts.push(part)
    const checked = await checkChain(entries, { after: head, sha256 })
    if (!checked.ok) return { parts, entries: head.seq + entries.length, fault: checked }
    head = checked.head
    if (entries.length < mostExported) return { parts, entries: head.seq }
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Saves the export as a file. */
export function saveExport({ parts }: Exported): void {
  saveFile(new Blob(parts, { type: auditFileType }), 'audit-log.ndjson')
}
