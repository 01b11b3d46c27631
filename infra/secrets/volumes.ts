import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The services that read a secret are in this group (compose.yaml); the files belong to root. */
const readersGroup = 10_001

/** 192 bits, in characters that need no escaping in a URL. */
export function createPassword(): string {
  return randomBytes(24).toString('base64url')
}

export type Volumes = ReturnType<typeof openVolumes>

/** The folders of `root`, each a volume of its own: a service sees the secrets that it mounts, and no others. */
export function openVolumes(root: string) {
  const pathOf = (name: string) => join(root, name)

  function replace(name: string, content: string): void {
    const unfinished = pathOf(`${name}.new`)
    rmSync(unfinished, { force: true })
    writeFileSync(unfinished, content, { mode: 0o440 })
    chownSync(unfinished, 0, readersGroup)
    renameSync(unfinished, pathOf(name))
    console.log(`wrote ${name}`)
  }

  function read(name: string): string | undefined {
    return existsSync(pathOf(name)) ? readFileSync(pathOf(name), 'utf8') : undefined
  }

  /** A file that follows from others: written when that changes it. */
  function write(name: string, content: string): void {
    if (read(name) !== content) replace(name, content)
  }

  /** The content of a secret, made by `create` when there is none yet. */
  function keep(name: string, create: () => string): string {
    const content = read(name) ?? create()
    write(name, content)
    return content
  }

  /** Whether the architecture has this volume. */
  const has = (volume: string) => existsSync(pathOf(volume))

  /** Lets the user of another container write into this folder, and the readers read there. */
  function handOver(name: string, user: number): void {
    if (statSync(pathOf(name)).uid === user) return
    chmodSync(pathOf(name), 0o750)
    chownSync(pathOf(name), user, readersGroup)
  }

  return { pathOf, has, read, write, keep, handOver }
}
