import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const contracts = join(import.meta.dirname, '../../../packages/contracts')

/** A change of one file of the contracts: a text that it has exactly once, and the text in its place. */
export type Change = readonly [file: string, from: string, to: string]

/**
 * Copies packages/contracts into a temporary folder and changes the copy.
 *
 * @returns the folder; whoever called removes it
 * @throws Error for a text that a file does not have exactly once
 */
export async function copyContracts(changes: readonly Change[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-contracts-'))
  await cp(join(contracts, 'src'), join(folder, 'src'), { recursive: true })
  await symlink(join(contracts, 'node_modules'), join(folder, 'node_modules'))
  for (const change of changes) await apply(join(folder, 'src'), change)
  return folder
}

async function apply(folder: string, [file, from, to]: Change): Promise<void> {
  const [before, after, ...more] = (await readFile(join(folder, file), 'utf8')).split(from)
  if (after === undefined || more.length > 0) throw new Error(`${file} does not have this exactly once: ${from}`)
  await writeFile(join(folder, file), before + to + after)
}
