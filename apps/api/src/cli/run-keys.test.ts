import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readKeysCommand, runKeys } from './run-keys.ts'

const startMs = Date.parse('2026-03-01T12:00:00Z')
const dayMs = 24 * 60 * 60_000
let parent: string
let folder: string

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'palisade-keys-'))
  folder = join(parent, 'keys')
})

afterAll(() => rm(parent, { recursive: true }))

const run = async (line: string, nowMs = startMs) =>
  (await runKeys(folder, readKeysCommand(line.split(' ')), () => nowMs)).join('\n')
const tooEarly = (message: string) => expect.objectContaining({ code: 'too-early', message })

/** The program, as a person starts it. */
function program(...args: string[]) {
  const command = [join(import.meta.dirname, 'keys-cli.ts'), ...args]
  const env = { ...process.env, KEYS_FOLDER: folder }
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', env })
  return { status, stdout, stderr }
}

describe('npm run keys', () => {
  test('says that there is no key yet', () => {
    expect(program('list')).toEqual({ status: 1, stdout: '', stderr: `there is no key in ${folder} yet\n` })
  })

  test('[S29] adds, lists, promotes, retires and removes', async () => {
    const first = (await run('add')).split(' ')[1]
    const second = (await run('add --alg ES256', startMs + 1)).split(' ')[1]
    expect(await run('list')).toBe(
      `${first}  Ed25519  signing    since 2026-03-01T12:00:00.000Z  signs new tokens\n` +
        `${second}  ES256    published  since 2026-03-01T12:00:00.001Z  may sign from 2026-03-01T12:05:00.001Z`,
    )
    await expect(run(`promote -- ${second}`)).rejects.toEqual(
      tooEarly(`key ${second} is known to every verifier at 2026-03-01T12:05:00.001Z, not before`),
    )
    expect(await run(`promote --at-once -- ${second}`)).toBe(`promoted ${second}`)
    expect(await run('list')).toContain('retired    since 2026-03-01T12:00:00.000Z  may be removed from')
    await expect(run(`remove -- ${first}`)).rejects.toEqual(tooEarly(expect.stringContaining('live until')))
    expect(await run(`remove --compromised -- ${first}`)).toBe(`removed ${first}`)
    const third = (await run('add')).split(' ')[1]
    expect(await run(`retire -- ${third}`)).toBe(`retired ${third}`)
    expect(await run('rotate --every-days 30')).toBe('nothing was due')
    expect(await run('rotate', startMs + 60 * dayMs)).toContain(`removed ${third}\nadded`)
  })

  test('runs as a program, and refuses steps that would break tokens in one line', () => {
    const added = program('add')
    expect(added).toEqual({ status: 0, stdout: expect.stringMatching(/^added [\w-]{43}\n$/), stderr: '' })
    const [, kid = ''] = added.stdout.trim().split(' ')
    const stderr = expect.stringMatching(/^refused \(too-early\): [^\n]*\n$/)
    expect(program('promote', '--', kid)).toEqual({ status: 1, stdout: '', stderr })
  })
})
