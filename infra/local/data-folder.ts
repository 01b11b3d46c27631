import { randomBytes, randomInt } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartError } from './start-error.ts'

/** Everything that the embedded default keeps: database, keys, demo password, log. */
export const dataFolder =
  process.env['PALISADE_DATA'] ?? fileURLToPath(new URL('../../.palisade', import.meta.url)).replace(/\/$/, '')

/**
 * Takes the data folder for this process.
 * @returns a function that gives it back
 * @throws StartError when it cannot be written, or another process has it
 */
export function takeDataFolder(): () => void {
  const lock = join(dataFolder, 'pid')
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    chmodSync(dataFolder, 0o700)
    const holder = readHolder(lock)
    if (holder) throw new StartError(`${dataFolder} is in use by process ${holder}: stop that one first`)
    writeFileSync(lock, String(process.pid))
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`${dataFolder} cannot be written: ${(error as NodeJS.ErrnoException).code}`)
  }
  return () => rmSync(lock, { force: true })
}

/** The process that uses the data folder now, if any. */
export function readHolder(lock = join(dataFolder, 'pid')): number | undefined {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

/** The password of the demo users: made once, so that no two installations share one. */
export function readDemoPassword(): string {
  return keep('demo-password', () => Array.from({ length: 4 }, () => randomWord()).join('-'))
}

/** Encrypts what the API has to read back from the database. */
export function readDataKey(): string {
  return keep('data-key', () => randomBytes(32).toString('base64url'))
}

/** What a file of the data folder holds, made by `create` when it is not there yet. */
function keep(name: string, create: () => string): string {
  const file = join(dataFolder, name)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const content = create()
    writeFileSync(file, content, { mode: 0o600 })
    return content
  }
}

/** Five letters that cannot be mistaken for each other: 22 bits, so four of them make 89. */
function randomWord(): string {
  const letters = 'abcdefghjkmnpqrstuvwxy'
  return Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
}
