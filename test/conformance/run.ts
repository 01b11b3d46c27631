import { spawnSync } from 'node:child_process'
import { readCommandLine, refuseCommandLine } from '@palisade/service/command-line'
import { send } from '../support/clients/send.ts'

/** `npm run conformance`: runs the suite, or the files and titles that are named, against a server that runs already. */
const usage = 'BASE_URL=https://… DEMO_PASSWORD=… MAILBOX_URL=http://… npm run conformance -- [FILE…] [-t TITLE]'
const { names: files, values } = readCommandLine({
  usage,
  options: { title: { type: 'string', short: 't' } },
  names: 'any',
})
const { BASE_URL, DEMO_PASSWORD, MAILBOX_URL, HAS_EDGE } = process.env
if (!BASE_URL) refuseCommandLine('BASE_URL is missing', usage)
if (!/^https?:$/.test(URL.parse(BASE_URL)?.protocol ?? '')) {
  refuseCommandLine(`BASE_URL must be a URL such as https://localhost:8443, not ${BASE_URL}`, usage)
}
if (!DEMO_PASSWORD) refuseCommandLine('DEMO_PASSWORD is missing', usage)
if (!MAILBOX_URL) refuseCommandLine('MAILBOX_URL is missing', usage)

const server = HAS_EDGE ?? (await findEdge(BASE_URL))
if (server === undefined) {
  console.error(`${BASE_URL} does not answer: start the server first`)
  process.exitCode = 69 // EX_UNAVAILABLE of sysexits.h
} else {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config=test/vitest.config.ts']
  const title = values.title === undefined ? [] : ['-t', values.title]
  const { status } = spawnSync(process.execPath, [...vitest, '--project=conformance:given', ...title, ...files], {
    env: { ...process.env, HAS_EDGE: server },
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
}

/** Whether Nginx is in front, which names itself; undefined where nobody answers. */
async function findEdge(baseUrl: string): Promise<string | undefined> {
  const answer = await send(new URL(baseUrl).origin, '/livez').catch(() => undefined)
  return answer && String(String(answer.headers['server']).startsWith('nginx'))
}
