import { fullEveryMs } from './age-limits.ts'
import type { Repository } from './repository.ts'
import { showStep } from './show-step.ts'

/**
 * Takes a full backup when the last one is a week old, and otherwise what has changed since it. Afterwards pgBackRest removes the
 * backups that have expired. The first call creates the repository.
 */
export async function takeBackup(repository: Repository, now = Date.now()): Promise<void> {
  await repository.run(['stanza-create'])
  const { backups } = await repository.readBackups()
  const lastFull = backups.findLast(({ type }) => type === 'full')
  // A run of the same hour a week later must not miss it by seconds.
  const isDue = lastFull === undefined || now - lastFull.takenAt > fullEveryMs - 3_600_000
  const type = isDue ? 'full' : 'diff'
  await showStep(`taking a ${type === 'full' ? 'full' : 'differential'} backup`, () =>
    repository.run(['backup', `--type=${type}`]),
  )
}
