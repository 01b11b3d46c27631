import { readConfigOrExit } from '@palisade/service'
import { readKeysFolder } from '../config.ts'
import { readKeysCommand, runKeys } from './run-keys.ts'

const request = readKeysCommand()
const folder = readConfigOrExit(readKeysFolder)
try {
  for (const line of await runKeys(folder, request)) console.log(line)
} catch (error) {
  // A KeyError, or the file system's own: both carry a code. Anything else is a bug and shows its stack.
  if (!(error instanceof Error && 'code' in error)) throw error
  const { code, message } = error
  console.error(code === 'ENOENT' ? `there is no key in ${folder} yet` : `refused (${code}): ${message}`)
  process.exitCode = 1
}
