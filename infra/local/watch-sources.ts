import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Editors write a file in several steps. */
const settleMs = 200

const packages = ['packages/contracts/src', 'packages/service/src', 'packages/db/src', 'packages/security']

/**
 * Calls `onChange` with a source file of the app, or of the packages that it uses, after it has changed.
 * @returns a function that ends it
 */
export function watchSources(app: string, onChange: (file: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const watchers = [`apps/${app}/src`, ...packages]
    .map(folder => join(root, folder))
    .filter(folder => existsSync(folder))
    .map(folder =>
      watch(folder, { recursive: true }, (_, name) => {
        if (!name || !isSource(name)) return
        clearTimeout(timer)
        timer = setTimeout(() => onChange(join(folder, name)), settleMs)
      }),
    )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

const isSource = (name: string) => /\.ts$/.test(name) && !/\.test\.ts$|node_modules/.test(name)
