import { spawnSync } from 'node:child_process'
import { send } from '../support/clients/send.ts'

/**
 * `npm run conformance`: runs the suite against a server that runs already. Everything behind the settings goes on to
 * Vitest, such as the name of a file, or -t with a part of a title.
 */
const { BASE_URL, DEMO_PASSWORD, HAS_EDGE } = process.env
const usage = 'BASE_URL=https://… DEMO_PASSWORD=… npm run conformance -- [FILE] [-t TITLE]'
const args = process.argv.slice(2)

if (args.includes('--help') || args.includes('-h')) {
  console.log(`usage: ${usage}`)
} else if (!BASE_URL || !DEMO_PASSWORD || !URL.canParse(BASE_URL)) {
  console.error(`set BASE_URL and DEMO_PASSWORD. Usage: ${usage}`)
  process.exitCode = 64 // EX_USAGE of sysexits.h
} else {
  const server = HAS_EDGE ?? (await findEdge(BASE_URL))
  if (server === undefined) {
    console.error(`${BASE_URL} does not answer: start the server first`)
    process.exitCode = 69 // EX_UNAVAILABLE of sysexits.h
  } else {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config=test/vitest.config.ts']
    const env = { ...process.env, HAS_EDGE: server }
    const run = spawnSync(process.execPath, [...vitest, '--project=conformance:given', ...args], {
      env,
      stdio: 'inherit',
    })
    process.exitCode = run.status ?? 1
  }
}

/** Whether Nginx is in front, which names itself; undefined where nobody answers. */
async function findEdge(baseUrl: string): Promise<string | undefined> {
  const answer = await send(new URL(baseUrl).origin, '/livez').catch(() => undefined)
  return answer && String(String(answer.headers['server']).startsWith('nginx'))
}
