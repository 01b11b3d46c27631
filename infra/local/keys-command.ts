import { join } from 'node:path'
import { runKeysCli } from '@palisade/security/jwt/keys-cli'
import { createReader } from '@palisade/service/settings'
import { dataFolder } from './start-settings.ts'

// KEYS_FOLDER names the keys of another installation, as it does for the API.
const folder = createReader(process.env).optional('KEYS_FOLDER') ?? join(dataFolder, 'keys')
const args = process.argv.slice(2)
const isNamed = args.some(arg => arg === '--folder' || arg.startsWith('--folder='))

process.exitCode = await runKeysCli(isNamed ? args : [...args, '--folder', folder], line => console.log(line))
