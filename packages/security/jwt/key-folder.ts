import { isDeepStrictEqual } from 'node:util'
import { importJwk, privateMembers, type VerificationKey } from './jwk.ts'
import { listKeyFiles, newestSigning, noSigningKey, readKeyFiles } from './key-file.ts'
import { assembleKeys, type KeyRing, type KeySet, localSigner, ringOver } from './key-ring.ts'

export type KeyFolderOptions = {
  /** A folder outside the web root and outside Git, with mode 0700 and files with mode 0600. */
  readonly folder: string
  /** How often, in milliseconds, the folder is polled for changes. 0: only when `reload()` is called. */
  readonly pollMs?: number
  /** Called when the keys have changed, with the key that signs and those that verify. */
  readonly onChange?: (keys: { signing: string; verifying: readonly string[] }) => void
  /** Called when a changed folder could not be loaded; the ring keeps the keys it had. By default it emits a warning. */
  readonly onReloadError?: (error: unknown) => void
}

/**
 * Loads the keys of a folder, one JWK a file, and follows its changes without a restart. It polls, because file events
 * do not arrive from network disks and mounted secrets.
 *
 * @throws {KeyError} when others can read the folder or a file, when a key is weak, mixed or there twice, and when
 *   none signs: the server must not start then
 */
export async function loadKeyRing(options: KeyFolderOptions): Promise<KeyRing> {
  const { folder, pollMs = 2000, onChange, onReloadError = error => process.emitWarning(String(error)) } = options
  let set = await loadKeySet(folder)
  let stamp: string | undefined
  const reload = async () => {
    const before = kidsOf(set)
    set = await loadKeySet(folder, set.verification)
    const after = kidsOf(set)
    if (!isDeepStrictEqual(before, after)) onChange?.(after)
  }
  const reloadIfChanged = async () => {
    const latest = (await listKeyFiles(folder)).stamp
    if (latest === stamp) return
    await reload()
    // Only now: a folder that could not be loaded is tried again, and reported again, at the next look.
    stamp = latest
  }
  const ring = ringOver(() => set, reload)
  if (pollMs === 0) return ring
  // Not while the last poll is still running, on a slow disk: the older of two readings could end last and win.
  let isLooking = false
  const look = async () => {
    if (isLooking) return
    isLooking = true
    await reloadIfChanged()
      .catch(onReloadError)
      .finally(() => {
        isLooking = false
      })
  }
  const timer = setInterval(look, pollMs).unref()
  return { ...ring, close: () => clearInterval(timer) }
}

function kidsOf({ signer, verification }: KeySet) {
  return { signing: signer?.kid ?? '', verifying: [...verification.keys()].sort() }
}

async function loadKeySet(folder: string, previous?: ReadonlyMap<string, VerificationKey>): Promise<KeySet> {
  const files = await readKeyFiles(folder)
  const keys = files.map(file => importJwk(file.jwk))
  const signing = newestSigning(files)?.jwk.kid
  const signer = localSigner(keys.find(key => key.verification.kid === signing))
  if (!signer) throw noSigningKey(folder)
  const verification = keys.map(key => key.verification)
  return { ...assembleKeys(verification, signer, previous), secrets: files.flatMap(file => privateMembers(file.jwk)) }
}
