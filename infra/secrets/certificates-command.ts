import { readFileSync } from 'node:fs'
import { readCommandLine, refuseCommandLine } from '../../packages/service/src/command-line.ts'
import { writeTextfile } from '../../packages/service/src/metrics-textfile.ts'
import { dayMs, expiryOf, warnBeforeMs } from './certificate-age.ts'

const usage = 'npm run certificates -- [--metrics FILE] PEM…'
const { values, names: files } = readCommandLine({
  usage,
  help: `Shows when certificates expire, and fails when one does within ${warnBeforeMs / dayMs} days. A PEM file with a chain counts with
the certificate that expires first. --metrics also writes the times for node_exporter.`,
  options: { metrics: { type: 'string' } },
  names: 'any',
})
if (files.length === 0) refuseCommandLine('missing: PEM', usage)

const certificates = files.map(file => ({ file, expiresAt: readExpiry(file) }))
if (values.metrics !== undefined) {
  await writeTextfile(values.metrics, [
    {
      name: 'palisade_certificate_expires_timestamp_seconds',
      help: 'When a certificate expires',
      values: certificates.map(({ file, expiresAt }) => ({ labels: { file }, value: expiresAt / 1_000 })),
    },
  ])
}
const daysLeft = (expiresAt: number) => Math.floor((expiresAt - Date.now()) / dayMs)
console.table(
  certificates.map(({ file, expiresAt }) => ({
    file,
    expires: new Date(expiresAt).toISOString(),
    'days left': daysLeft(expiresAt),
  })),
)
if (certificates.some(({ expiresAt }) => expiresAt - Date.now() < warnBeforeMs)) process.exitCode = 1

function readExpiry(file: string): number {
  try {
    return expiryOf(read(file))
  } catch {
    return end(`${file} contains no certificate`)
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return end(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function end(why: string): never {
  console.error(why)
  process.exit(1)
}
