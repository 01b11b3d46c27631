import type { AuditEntry } from './endpoints/audit-log.ts'

/** The `previousHash` of the first entry of a chain. */
export const noHash = '0'.repeat(64)

/**
 * JSON with sorted members and without space: the canonical form of RFC 8785 for texts of ASCII, whole numbers, null and
 * objects of these.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/** The text whose SHA-256 is the hash of an entry. */
export function hashedText({ hash: _, ...entry }: AuditEntry): string {
  return canonicalJson(entry)
}

type Sha256 = (text: string) => string | Promise<string>

/** What can be wrong with an entry. */
export const chainFaults = {
  missing: 'the entry is missing',
  unlinked: 'it does not follow the entry before',
  changed: 'its content was changed',
} as const

export type ChainFault = { seq: number; fault: string }

/** The last entry that was checked. */
export type ChainHead = { seq: number; hash: string }

/**
 * Checks that entries follow `after` without a gap, and that each has the hash of its content and names the hash of the one
 * before it.
 * @param sha256 in hexadecimal
 * @returns the new head, or the first entry that is wrong
 */
export async function checkChain(
  entries: Iterable<AuditEntry>,
  { after = { seq: 0, hash: noHash }, sha256 }: { after?: ChainHead; sha256: Sha256 },
): Promise<{ ok: true; head: ChainHead } | ({ ok: false } & ChainFault)> {
  let head = after
  for (const entry of entries) {
    const { seq, hash, previousHash } = entry
    const expected = head.seq + 1
    if (seq !== expected) return { ok: false, seq: expected, fault: chainFaults.missing }
    if (previousHash !== head.hash) return { ok: false, seq, fault: chainFaults.unlinked }
    if ((await sha256(hashedText(entry))) !== hash) return { ok: false, seq, fault: chainFaults.changed }
    head = { seq, hash }
  }
  return { ok: true, head }
}
