import { spawnSync } from 'node:child_process'
import { readCommandLine } from '@palisade/service/command-line'
import { requireServers } from '../support/native/index.ts'

/** `npm run screenshots`: writes a picture of every page of the SPA to docs/screenshots. */
readCommandLine({ usage: 'npm run screenshots' })
requireServers(['chromium'])
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config=test/vitest.config.ts', '--project=screenshots']
process.exitCode = spawnSync(process.execPath, vitest, { stdio: 'inherit' }).status ?? 1
