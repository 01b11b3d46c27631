import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import { demoUsers } from '@palisade/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKeysCommand, runKeys as run } from '../../apps/api/src/cli/run-keys.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'

type Session = ResponseOf<'auth.refresh'>

const minute = 60_000
/** A node looks at the folder every two seconds. */
const untilEveryNodeLooked = 3_000

let system: Nodes
let nodes: Nodes['nodes']
let keysFolder: string
let password: string

beforeAll(async () => {
  system = await startNodes(2)
  ;({ nodes, keysFolder, password } = system)
})

afterAll(() => system?.stop())

const runKeys = async (args: string[], now = Date.now): Promise<string> =>
  (await run(keysFolder, readKeysCommand(args), now)).join('\n')

/** One caller with an address of its own, who uses each token at the other node than the one that issued it. */
function startCaller(email: string, index: number) {
  const answers: { path: string; status: number }[] = []
  const kids = new Set<string>()
  const ip = `192.0.2.${index + 1}`
  let running = true
  let turn = index

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const { url } = nodes[turn++ % nodes.length] ?? { url: '' }
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': ip, ...init.headers }
    const response = await fetch(url + path, { ...init, headers })
    answers.push({ path, status: response.status })
    return response
  }
  const post = async (path: string, body: object) =>
    (await send(path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Session>

  async function run(): Promise<void> {
    const first = await post('/api/auth/sign-in', { email, password, refreshTokenIn: 'body' })
    let session = first
    while (running) {
      for (let sent = 0; sent < 6; sent++) {
        const { accessToken } = sent % 2 ? first : session
        await send('/api/auth/me', { headers: { authorization: `Bearer ${accessToken}` } })
        await sleep(150)
      }
      session = await post('/api/auth/refresh', { refreshToken: session.refreshToken })
      kids.add(JSON.parse(Buffer.from(session.accessToken.split('.')[0] ?? '', 'base64url').toString()).kid)
    }
  }
  const finished = run()
  const stop = () => {
    running = false
    return finished
  }
  return { answers, kids, stop }
}

test('[S16] [S28] [S29] [B7] keys rotate on two nodes under load, and no request fails', async () => {
  const before = await runKeys(['list'])
  const oldKid = /^(\S+)/.exec(before)?.[1] ?? ''
  const callers = demoUsers.map(({ email }, index) => startCaller(email, index))
  await sleep(untilEveryNodeLooked)

  const newKid = /^added (\S+)$/.exec(await runKeys(['add']))?.[1] ?? ''
  await expect(runKeys(['promote', newKid])).rejects.toMatchObject({ code: 'too-early' })
  await sleep(untilEveryNodeLooked)
  for (const { url } of nodes) {
    const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }
    expect(keys.map(key => key.kid).sort()).toEqual([oldKid, newKid].sort())
  }

  expect(await runKeys(['promote', newKid], () => Date.now() + 6 * minute)).toBe(`promoted ${newKid}`)
  await sleep(2 * untilEveryNodeLooked)
  await Promise.all(callers.map(caller => caller.stop()))

  await expect(runKeys(['remove', oldKid])).rejects.toMatchObject({ code: 'too-early' })
  for (const { logFile } of nodes) {
    expect(await readFile(logFile, 'utf8')).toMatch(new RegExp(`"event":"keys.changed","signing":"${newKid}"`))
  }
  const answers = callers.flatMap(caller => caller.answers)
  expect(answers.filter(answer => answer.status !== 200)).toEqual([])
  expect(answers.length).toBeGreaterThan(200)
  for (const { kids } of callers) expect([...kids]).toEqual([oldKid, newKid])
})
