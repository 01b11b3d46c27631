import { constants, createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { reportOf } from '../../packages/edge/src/report/waf-report.ts'
import { readCommandLine, refuseCommandLine } from '../../packages/service/src/command-line.ts'

/** `npm run waf:report`: shows what audit logs of ModSecurity say of each rule. */
const usage = 'npm run waf:report -- <file> …, or with the audit log on standard input'
const { names: files } = readCommandLine({ usage, names: 'any' })
if (files.length === 0 && process.stdin.isTTY) refuseCommandLine('missing: <file>', usage)

for (const file of files) {
  await access(file, constants.R_OK).catch(({ code }) => {
    console.error(`${file} cannot be read: ${code}`)
    process.exit(1)
  })
}

async function* lines() {
  const inputs = files.length > 0 ? files.map(file => createReadStream(file)) : [process.stdin]
  for (const input of inputs) yield* createInterface({ input })
}

process.stdout.write(await reportOf(lines()))
