import { join } from 'node:path'
import { runOperatorCommand } from './operator-command.ts'
import { dataFolder } from './start-settings.ts'

/** `npm run keys` on the keys of `npm start`, or on those of another installation, which KEYS_FOLDER names. */
const { KEYS_FOLDER, KEYS_FOLDER_FILE } = process.env
const own = KEYS_FOLDER || KEYS_FOLDER_FILE ? {} : { KEYS_FOLDER: join(dataFolder, 'keys') }
process.exitCode = await runOperatorCommand('keys', { ...process.env, ...own })
