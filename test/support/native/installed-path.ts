import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Finds what a package installed, by its path below a prefix such as `/usr`: a prefix is the folder above each folder on the
 * PATH. So `sbin/nginx` is found for users whose PATH has `/usr/bin` alone, as Debian sets it.
 */
export function installedPath(path: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map(folder => join(folder, '..', path)).find(file => existsSync(file))
}
