import { createReadStream } from 'node:fs'
import { declaredPolicy } from '../policy.ts'
import { type AuditedRequest, readAuditLog } from './audit-log.ts'
import { gather } from './gather.ts'
import { writeReport } from './write.ts'

/** `npm run waf:report -- FILE…`, or with the log on standard input. */
async function main(files: readonly string[]): Promise<void> {
  process.stdout.write(writeReport(await gather(readAll(files), declaredPolicy().endpoints)))
}

async function* readAll(files: readonly string[]): AsyncGenerator<AuditedRequest | undefined> {
  if (files.length === 0) yield* readAuditLog(process.stdin)
  for (const file of files) yield* readAuditLog(file === '-' ? process.stdin : createReadStream(file))
}

await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
