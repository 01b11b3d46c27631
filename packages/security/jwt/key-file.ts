import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { kidPattern } from './jwk.ts'
import { KeyError } from './key-error.ts'

/**
 * Where a key stands. `published`: in the JWK Set, so that verifiers learn it. `signing`: signs new tokens.
 * `retired`: its private half is gone, and it verifies what it signed until the last of it expires.
 */
type KeyState = 'published' | 'signing' | 'retired'

/** One file of the folder, `<kid>.json`. `since` is the instant, in ISO 8601, at which the key entered its state. */
export type KeyFile = {
  readonly state: KeyState
  readonly since: string
  readonly jwk: { readonly kid: string; readonly alg?: unknown }
}

const othersMayAccess = 0o077

/** The names of the key files, and a stamp that changes when one of them is written, added or removed. */
export async function listKeyFiles(folder: string): Promise<{ names: string[]; stamp: string }> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.json') && !name.startsWith('.')).sort()
  const stats = await Promise.all(names.map(name => stat(join(folder, name)).catch(ifRemoved)))
  const stamp = stats
    .map((file, i) => `${names[i]} ${file?.ino} ${file?.mtimeMs} ${file?.size} ${file?.mode}`)
    .join('\n')
  return { names, stamp }
}

/**
 * Reads every key file of a folder.
 *
 * @throws {KeyError} `folder-exposed` or `file-exposed` when group or others have any access, `file-name`,
 *   `file-content`
 */
export async function readKeyFiles(folder: string): Promise<KeyFile[]> {
  await checkFolder(folder)
  const { names, stamp } = await listKeyFiles(folder)
  const files = await Promise.all(names.map(name => readKeyFile(folder, name)))
  // A promotion writes two files. A reading that overlaps it could see neither key sign, so it is done again.
  if (stamp !== (await listKeyFiles(folder)).stamp) return readKeyFiles(folder)
  return files.filter(file => file !== undefined)
}

/** Writes a key file with mode 0600, in one step: a node that reads at this moment sees the old file or the new. */
export async function writeKeyFile(folder: string, file: KeyFile): Promise<void> {
  const target = join(folder, `${file.jwk.kid}.json`)
  const temporary = join(folder, `.${randomUUID()}.tmp`)
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, target)
}

export async function deleteKeyFile(folder: string, kid: string): Promise<void> {
  await rm(join(folder, `${kid}.json`))
}

/** A promotion writes two files, the new key first: in between both say "signing", and the newer one counts. */
export function newestSigning(files: readonly KeyFile[]): KeyFile | undefined {
  return files.filter(file => file.state === 'signing').sort((a, b) => b.since.localeCompare(a.since))[0]
}

export function noSigningKey(folder: string): KeyError {
  return new KeyError('no-signing-key', `key folder ${folder} holds no private key in the state "signing"`)
}

/**
 * Reads since when the present signing key signs.
 * @throws {KeyError} all that {@link readKeyFiles} throws, and `no-signing-key`
 */
export async function signingSince(folder: string): Promise<Date> {
  const signing = newestSigning(await readKeyFiles(folder))
  if (!signing) throw noSigningKey(folder)
  return new Date(signing.since)
}

async function checkFolder(folder: string): Promise<void> {
  const { mode } = await stat(folder)
  if (isExposed(mode)) {
    throw new KeyError('folder-exposed', `key folder ${folder} is open to others: chmod 700 it`)
  }
}

async function readKeyFile(folder: string, name: string): Promise<KeyFile | undefined> {
  const path = join(folder, name)
  const handle = await open(path, 'r').catch(ifRemoved)
  if (!handle) return undefined
  try {
    // The mode of the open file, not of the path: nobody can swap the file between the check and the read.
    if (isExposed((await handle.stat()).mode)) {
      throw new KeyError('file-exposed', `key file ${path} is open to others: chmod 600 it and replace the key`)
    }
    return parseKeyFile(await handle.readFile('utf8'), name)
  } finally {
    await handle.close()
  }
}

/** A key may be removed between the listing of the folder and the look at its file. Then it is not there: no error. */
function ifRemoved(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function parseKeyFile(text: string, name: string): KeyFile {
  let file: Partial<KeyFile> | null = null
  try {
    file = JSON.parse(text) as Partial<KeyFile> | null
  } catch {
    // The parser's message quotes its input, and its input is a private key.
  }
  if (!isKeyFile(file)) {
    throw new KeyError('file-content', `key file ${name} must hold {"state", "since", "jwk"}: see the README`)
  }
  if (name !== `${file.jwk.kid}.json` || !kidPattern.test(file.jwk.kid)) {
    throw new KeyError('file-name', `key file ${name} must be named after its kid`)
  }
  return file
}

function isKeyFile(file: Partial<KeyFile> | null): file is KeyFile {
  const isState = file?.state === 'published' || file?.state === 'signing' || file?.state === 'retired'
  return isState && !Number.isNaN(Date.parse(String(file.since))) && typeof file.jwk?.kid === 'string'
}

/** Windows has no such modes: there the folder's access list is the operator's own care. */
function isExposed(mode: number): boolean {
  return process.platform !== 'win32' && (mode & othersMayAccess) !== 0
}
