import { readCommandLine } from '@palisade/service/command-line'
import { type Command, findUntranslated, lingui, runCaptured } from './captured-command.ts'

readCommandLine({ usage: 'npm run messages' })
const extracted = await report(lingui('extract', '--clean'))
if (extracted) {
  const translated = await report(findUntranslated)
  console.log(
    translated
      ? 'The catalogs in apps/web/src/locales are up to date, and every message has a German text.'
      : 'The catalogs in apps/web/src/locales are up to date. Write the missing German texts into them.',
  )
} else process.exitCode = 1

/** Whether a command succeeds. Prints what it says only when it fails. */
async function report(command: Command): Promise<boolean> {
  const { code, output } = await runCaptured(command)
  if (code !== 0) console.log(output.trimEnd())
  return code === 0
}
