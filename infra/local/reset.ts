import { FolderInUseError } from '@palisade/db/embedded'
import { readCommandLine } from '@palisade/service/command-line'
import { removeData } from './data-folder.ts'
import { exitWith, StartError } from './start-error.ts'

readCommandLine({ usage: 'npm run reset' })
try {
  console.log(removeData())
} catch (error) {
  exitWith(error instanceof FolderInUseError ? new StartError(error.message) : error)
}
