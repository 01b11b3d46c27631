import { existsSync, rmSync } from 'node:fs'
import { FolderInUseError, lockFolder } from '@palisade/db/embedded'
import { readCommandLine } from '@palisade/service/command-line'
import { exitWith, StartError } from './start-error.ts'
import { databaseFolder, dataFolder } from './start-settings.ts'

readCommandLine({ usage: 'npm run reset' })
try {
  if (existsSync(databaseFolder)) lockFolder(databaseFolder)
  rmSync(dataFolder, { recursive: true, force: true })
  console.log(`removed ${dataFolder}`)
} catch (error) {
  exitWith(error instanceof FolderInUseError ? new StartError(error.message) : error)
}
