import type { Env } from '@palisade/service/settings'
import { countMissing } from './archive-gap.ts'
import { BackupError } from './backup-error.ts'
import type { BackupConfig } from './config.ts'
import { type ArchivedFile, type Backup, openRepository } from './repository.ts'
import { type Archiving, connect, readArchiving } from './running-database.ts'

type RepositoryState = {
  readonly isEncrypted: boolean
  /** The oldest first. */
  readonly backups: readonly Backup[]
  readonly archive: readonly ArchivedFile[]
}

/** A part that cannot be read is the reason why. */
export type BackupState = {
  readonly readAt: number
  readonly repository: RepositoryState | BackupError
  readonly archiving: Archiving | BackupError
}

export async function readState({ databaseUrl, environment }: BackupConfig): Promise<BackupState> {
  const [repository, archiving] = await Promise.all([
    orFailure(readRepository(environment)),
    orFailure(readDatabase(databaseUrl)),
  ])
  return { readAt: Date.now(), repository, archiving }
}

/** When the last file was archived, in milliseconds; 0 without any. */
export const lastArchivedAt = ({ archive }: RepositoryState): number =>
  archive.reduce((last, { archivedAt }) => Math.max(last, archivedAt), 0)

/** WAL segments that are neither in the archive nor waiting for it. */
export function missingSegments({ repository, archiving }: BackupState): number {
  if (repository instanceof BackupError || archiving instanceof BackupError) return 0
  const first = repository.backups[0]?.firstSegment
  return first === undefined ? 0 : countMissing(repository.archive, { first, ...archiving })
}

async function readRepository(environment: Env): Promise<RepositoryState> {
  const repository = openRepository(environment)
  const { isEncrypted, backups } = await repository.readBackups()
  return { isEncrypted, backups, archive: await repository.readArchive() }
}

async function readDatabase(url: string): Promise<Archiving> {
  const client = await connect(url)
  try {
    return await readArchiving(client)
  } finally {
    await client.end()
  }
}

async function orFailure<T>(reading: Promise<T>): Promise<T | BackupError> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof BackupError) return error
    throw error
  }
}
