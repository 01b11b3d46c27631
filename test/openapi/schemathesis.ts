import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const version = '4.32.5'

/**
 * Finds Schemathesis, or installs it from PyPI into a virtual environment below the folder of temporary files.
 *
 * @returns the path of its command
 * @throws Error that says what is missing
 */
export function ensureSchemathesis(): string {
  const folder = join(tmpdir(), `palisade-schemathesis-${version}`)
  const command = join(folder, 'bin', 'schemathesis')
  if (existsSync(command)) return command
  console.log(`· installing schemathesis ${version} from PyPI`)
  const steps = [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin', 'pip'), 'install', '--quiet', `schemathesis==${version}`],
  ]
  for (const [program = '', ...args] of steps) {
    const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) throw new Error('schemathesis needs Python 3.10 with venv (Debian: python3-venv) and PyPI')
  }
  return command
}
