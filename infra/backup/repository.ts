import type { Env } from '@palisade/service/settings'
import { BackupError } from './backup-error.ts'
import { runProgram } from './run-program.ts'

/** pgBackRest's name for one database and its backups. */
const stanza = 'palisade'

export type BackupType = 'full' | 'diff' | 'incr'

export type Backup = {
  readonly label: string
  readonly type: BackupType
  /** When it ended, in milliseconds. */
  readonly takenAt: number
  /** What it takes in the repository. */
  readonly bytes: number
  /** What it takes when restored. */
  readonly restoredBytes: number
  /** The first WAL segment that it needs. */
  readonly firstSegment: string
}

/** A file of the archive: a WAL segment, or the note about a backup beside it. */
export type ArchivedFile = { readonly name: string; readonly archivedAt: number }

/** The part that is read of `pgbackrest info --output=json`, which its manual declares stable. */
type Info = {
  cipher: string
  status: { code: number; message: string }
  repo: { status: { message: string } }[]
  backup: {
    label: string
    type: BackupType
    timestamp: { stop: number }
    info: { size: number; repository: { delta: number } }
    archive: { start: string }
  }[]
}

export type Repository = ReturnType<typeof openRepository>

/** The backups of the running database. `env` configures pgBackRest. */
export function openRepository(env: Env, signal?: AbortSignal) {
  const run = ([command = '', ...options]: readonly string[]) =>
    runProgram('pgbackrest', [command, `--stanza=${stanza}`, ...options], { env, ...(signal && { signal }) })

  return {
    run,
    /** @throws BackupError when the repository cannot be read */
    async readBackups(): Promise<{ isEncrypted: boolean; backups: Backup[] }> {
      // An error quotes the bytes that pgBackRest could not read, of which JSON permits no control characters.
      const text = (await run(['info', '--output=json'])).replaceAll(/\p{Cc}/gu, ' ')
      const [info] = JSON.parse(text) as [Info]
      const isEmpty = info.status.code === 2
      if (info.status.code !== 0 && !isEmpty) throw new BackupError(faultOf(info))
      return { isEncrypted: info.cipher !== 'none', backups: info.backup.map(toBackup) }
    },
    async readArchive(): Promise<ArchivedFile[]> {
      const text = await run(['repo-ls', `archive/${stanza}`, '--recurse', '--output=json'])
      const entries = Object.entries(JSON.parse(text) as Record<string, { type: string; time: number }>)
      return entries
        .filter(([, { type }]) => type === 'file')
        .map(([path, { time }]) => ({ name: path.split('/').at(-1) ?? '', archivedAt: time * 1_000 }))
    },
  }
}

function toBackup({ label, type, timestamp, info, archive }: Info['backup'][number]): Backup {
  return {
    label,
    type,
    takenAt: timestamp.stop * 1_000,
    bytes: info.repository.delta,
    restoredBytes: info.size,
    firstSegment: archive.start,
  }
}

function faultOf({ cipher, status, repo }: Info): string {
  const message = repo[0]?.status.message ?? status.message
  // What decrypts to nonsense has no sections.
  if (cipher !== 'none' && message.includes('FormatError')) return 'the passphrase does not open the repository'
  return `the repository is not usable: ${message.split('\n')[0]}`
}
