import { rmSync } from 'node:fs'
import { dataFolder, readHolder } from './data-folder.ts'
import { exitWith, StartError } from './start-error.ts'

const holder = readHolder()
if (holder) exitWith(new StartError(`${dataFolder} is in use by process ${holder}: stop that one first`))
rmSync(dataFolder, { recursive: true, force: true })
console.log(`removed ${dataFolder}`)
