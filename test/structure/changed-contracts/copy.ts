import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const contracts = join(import.meta.dirname, '../../../packages/contracts')

/** A change of one file of the contracts: a text that it has exactly once, and the text in its place. */
export type Change = readonly [file: string, from: string, to: string]

/**
 * Copies packages/contracts into a temporary folder and changes the copy.
 *
 * @returns the folder, which the caller removes
 * @throws Error for a text that a file does not have exactly once
 */
export async function copyContracts(changes: readonly Change[]): Promise<string> {
  const sources = join(contracts, 'src')
  const changed = new Map<string, string>()
  for (const [file, from, to] of changes) {
    const [before, after, ...more] = (changed.get(file) ?? (await readFile(join(sources, file), 'utf8'))).split(from)
    if (after === undefined || more.length > 0) throw new Error(`${file} does not have this exactly once: ${from}`)
    changed.set(file, before + to + after)
  }
  const folder = await mkdtemp(join(tmpdir(), 'palisade-contracts-'))
  await cp(sources, join(folder, 'src'), { recursive: true })
  await symlink(join(contracts, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, text] of changed) await writeFile(join(folder, 'src', file), text)
  return folder
}
