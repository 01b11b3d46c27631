import { createHash } from 'node:crypto'
import { type AuditEntry, type ChainHead, checkChain, noHash } from '@palisade/contracts'

export type Verified = { ok: true; head: ChainHead } | { ok: false; seq: number; fault: string }

type Chain = {
  /** Entries after a number, oldest first; none at the end. */
  readAfter: (seq: number) => Promise<readonly AuditEntry[]>
  /** As the database has it, and the number of the last entry before it was read. */
  head: ChainHead
  lastSeq: number
  /** Heads that were kept elsewhere, at any time. */
  kept: readonly ChainHead[]
}

/** The head of a chain without entries. */
export const noHead: ChainHead = { seq: 0, hash: noHash }

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * Checks the chain of a tenant up to its head, and against heads that were kept elsewhere: somebody who can change the database
 * can also write a new chain, but not one with the old hashes.
 */
export async function verifyChain({ readAfter, head, lastSeq, kept }: Chain): Promise<Verified> {
  const known = new Map([head, ...kept].map(({ seq, hash }) => [seq, hash]))
  if (kept.some(({ seq, hash }) => seq === head.seq && hash !== head.hash)) return changed(head.seq)
  let reached = noHead
  while (reached.seq < head.seq) {
    const entries = (await readAfter(reached.seq)).filter(({ seq }) => seq <= head.seq)
    if (entries.length === 0) return { ok: false, seq: reached.seq + 1, fault: 'the entry is missing' }
    const checked = await checkChain(entries, { after: reached, sha256 })
    if (!checked.ok) return checked
    const other = entries.find(({ seq, hash }) => (known.get(seq) ?? hash) !== hash)
    if (other) return changed(other.seq)
    reached = checked.head
  }
  if (lastSeq > head.seq) return { ok: false, seq: head.seq + 1, fault: 'the head does not know the entry' }
  const missing = kept.some(({ seq }) => seq > head.seq)
  return missing ? { ok: false, seq: head.seq + 1, fault: 'the entry is missing' } : { ok: true, head }
}

function changed(seq: number): Verified {
  return { ok: false, seq, fault: 'a head has another hash' }
}
