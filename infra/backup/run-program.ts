import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import type { Env } from '@palisade/service/settings'
import { BackupError } from './backup-error.ts'
import { databaseAccount } from './database-account.ts'

export type Run = {
  readonly env: Env
  /** Ends the program. */
  readonly signal?: AbortSignal
}

/**
 * Runs a program as the account of the database.
 * @returns its standard output
 * @throws BackupError with its first error, in one line
 */
export async function runProgram(program: string, args: readonly string[], { env, signal }: Run): Promise<string> {
  const name = basename(program)
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn(program, args, {
    cwd: '/',
    env,
    stdio: [...stdio],
    ...(signal && { signal }),
    ...databaseAccount(),
  })
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', text => (output += text))
  child.stderr.setEncoding('utf8').on('data', text => (errors += text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  }).catch(error => {
    if (error.code === 'ENOENT') throw new BackupError(`not installed: ${name}`)
    if (error.code === 'ABORT_ERR') throw new BackupError('interrupted')
    throw error
  })
  if (code === 0) return output
  throw new BackupError(`${name} failed: ${firstError(`${errors}${output}`)}`)
}

/** pgBackRest quotes what it cannot read, so only the printable beginning of a message is kept. */
function firstError(text: string): string {
  const error =
    /(?:ERROR|FATAL|error):\s*(?:\[\d+\]: )?([^\n]*)/.exec(text)?.[1] ?? text.trim().split('\n').at(-1) ?? ''
  return error.replace(/[^\x20-\x7e].*/, '')
}
