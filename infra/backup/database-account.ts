import { execFileSync } from 'node:child_process'

export type Account = { readonly uid: number; readonly gid: number }

/** PostgreSQL refuses to run as root, and a backup by root would leave files that it cannot read: then Debian's account does it. */
export function databaseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }))
  return { uid: id('-u'), gid: id('-g') }
}
