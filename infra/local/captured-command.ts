import { spawn } from 'node:child_process'
import { root } from './paths.js'

export type Command = readonly [command: string, ...args: string[]]

/** Runs a command in the root of the repository, and keeps what it prints. */
export function runCaptured([command, ...args]: Command): Promise<{ code: number; output: string }> {
  // The output may go to a terminal, a file or a pipe.
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code: code ?? 1, output }))
  })
}

/** A command of Lingui, about the messages of the SPA. */
export const lingui = (...words: readonly string[]): Command => [
  process.execPath,
  'apps/web/node_modules/@lingui/cli/dist/lingui.js',
  ...words,
  '--config=apps/web/lingui.config.ts',
]

/** Names each message that has no German text, and fails where there is one. */
export const findUntranslated = lingui('check', 'missing', '--mode=catalog', '--verbose')
