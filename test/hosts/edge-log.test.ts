import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingServers, type NativeRsyslog, startRsyslog } from '../support/native/index.ts'
import { renderRole } from './render-role.ts'

/** A line of Docker's driver `json-file`. */
const dockerLine = (log: string, label: string, stream = 'stdout') =>
  `${JSON.stringify({ log: `${log}\n`, stream, attrs: { palisade_log: label }, time: '2026-11-27T22:58:01.1Z' })}\n`

const refusal = '{"time":"2026-11-27T22:58:01+00:00","path":"/a\\"b\\\\c","status":404}'

describe.skipIf(missingServers(['rsyslog']).length > 0)('the access log of an edge in a container', () => {
  let folder: string
  let rsyslog: NativeRsyslog
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palisade-edge-log-'))
    const { vps } = await renderRole('single-vps', ['edge-log.conf'], {
      palisade_host_container_logs: folder,
      palisade_host_edge_access_log: join(folder, 'access.log'),
    })
    const configuration = join(folder, 'rsyslog.conf')
    writeFileSync(configuration, `global(workDirectory=\`echo $WORK_FOLDER\`)\n${vps?.['edge-log.conf']}`)
    rsyslog = await startRsyslog({ configuration })
  })
  afterAll(async () => {
    await rsyslog?.stop()
    await rm(folder, { recursive: true })
  })

  const write = (container: string, ...lines: string[]) => {
    mkdirSync(join(folder, container), { recursive: true })
    appendFileSync(join(folder, container, `${container}-json.log`), lines.join(''))
  }

  test('[S5] is copied as Nginx wrote it, from each new container, and from no container but the edge', async () => {
    write('api', dockerLine(refusal, 'api'))
    write('first', dockerLine('an error', 'edge', 'stderr'), dockerLine(refusal, 'edge'))
    await expect.poll(() => readFileSync(join(folder, 'access.log'), 'utf8')).toBe(`${refusal}\n`)
    write('second', dockerLine(refusal, 'edge'))
    await expect.poll(() => readFileSync(join(folder, 'access.log'), 'utf8')).toBe(`${refusal}\n${refusal}\n`)
  })
})
