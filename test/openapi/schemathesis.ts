import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endWithoutPackages } from '../support/native/index.ts'

const version = '4.32.5'

/**
 * Finds Schemathesis, or installs it from PyPI into a virtual environment below the folder of temporary files.
 *
 * @returns the path of its command; ends the process with one line where Python or PyPI is missing
 */
export function ensureSchemathesis(): string {
  const folder = join(tmpdir(), `palisade-schemathesis-${version}`)
  const command = join(folder, 'bin', 'schemathesis')
  if (existsSync(command)) return command
  // Debian leaves ensurepip, without which no virtual environment is made, to python3-venv.
  if (spawnSync('python3', ['-c', 'import ensurepip'], { stdio: 'ignore' }).status !== 0) {
    endWithoutPackages(['python3-venv'])
  }
  console.log(`· installing schemathesis ${version} from PyPI`)
  const steps = [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin', 'pip'), 'install', '--quiet', `schemathesis==${version}`],
  ]
  for (const [program = '', ...args] of steps) {
    const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    if (status === 0) continue
    console.error('schemathesis cannot be installed: it needs Python 3.10 or newer, and PyPI')
    process.exit(69) // EX_UNAVAILABLE of sysexits.h
  }
  return command
}
