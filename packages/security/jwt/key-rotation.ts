import { newestSigning, readKeyFiles } from './key-file.ts'
import { generateKey, promoteKey, publishAheadMs, removableAtMs, removeKey } from './key-lifecycle.ts'
import type { Algorithm } from './signature-algorithms.ts'

export type RotationStep = { readonly step: 'added' | 'promoted' | 'removed'; readonly kid: string }

export type RotationOptions = {
  readonly folder: string
  /** How long, in milliseconds, one key signs. 30 days by default. */
  readonly everyMs?: number
  readonly alg?: Algorithm
  readonly now?: () => number
}

const monthMs = 30 * 24 * 60 * 60_000

/**
 * Does whatever is due: removes retired keys that no living token needs, publishes the next key ahead of its time, and
 * signs with it when its time has come. Safe to run as often as you like, from one place: a timer of the pipeline that
 * hands the folder to the nodes.
 *
 * @returns what was done, in order; empty when nothing was due
 * @throws {KeyError} when the folder is exposed or holds a broken key
 */
export async function rotateKeys(options: RotationOptions): Promise<RotationStep[]> {
  const { folder, everyMs = monthMs, alg = 'Ed25519', now = Date.now } = options
  const steps: RotationStep[] = []
  const files = await readKeyFiles(folder)
  for (const file of files.filter(old => old.state === 'retired' && now() >= removableAtMs(old))) {
    await removeKey({ folder, kid: file.jwk.kid, now })
    steps.push({ step: 'removed', kid: file.jwk.kid })
  }

  const signing = newestSigning(files)
  const replaceAtMs = signing ? Date.parse(signing.since) + everyMs : 0
  const next = files.find(file => file.state === 'published')
  if (!next && now() >= replaceAtMs - publishAheadMs) {
    steps.push({ step: 'added', kid: await generateKey({ folder, alg, now }) })
  } else if (next && now() >= replaceAtMs && now() >= Date.parse(next.since) + publishAheadMs) {
    await promoteKey({ folder, kid: next.jwk.kid, now })
    steps.push({ step: 'promoted', kid: next.jwk.kid })
  }
  return steps
}
