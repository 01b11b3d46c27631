import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

/** The commands of package.json, by name. */
export const scripts: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts

/** Runs the script of `npm run NAME`, without installing and building first. */
export async function run(name: string, args: readonly string[], env: Record<string, string> = {}) {
  const [, , ...command] = (scripts[name] ?? '').split(' ')
  // Nothing that the machine has set for a deployment.
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [...command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, PALISADE_DATA: '/nowhere/data', ...env },
  })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status, stdout, stderr }
}
