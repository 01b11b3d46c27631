import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const scripts: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts

/** Runs the script of `npm run NAME`, without installing and building first. */
function run(name: string, ...args: string[]) {
  const [, , ...command] = (scripts[name] ?? '').split(' ')
  // Nothing that the machine has set for a deployment.
  const { PATH, HOME } = process.env
  return spawnSync(process.execPath, [...command, ...args], { encoding: 'utf8', env: { PATH, HOME } })
}

describe.each(Object.keys(scripts))('npm run %s', name => {
  test('answers --help', () => {
    const { status, stdout, stderr } = run(name, '--help')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/npm (?:run|start|test)|usage|COMMAND/i)
  })

  test('refuses an argument that it does not know, without a stack', () => {
    const { status, stdout, stderr } = run(name, '--nonsense')
    expect(status).not.toBe(0)
    expect(stdout + stderr).not.toMatch(/^\s+at /m)
  })
})

test.each(['matrix', 'test', 'test:containers', 'check', 'bench', 'render'])(
  'npm run %s refuses a name that it does not know, in one line',
  name => {
    const { status, stdout, stderr } = run(name, 'nonsense')
    expect({ status, stdout, stderr }).toEqual({
      status: 64,
      stdout: '',
      stderr: expect.stringMatching(/^unknown: nonsense\. Usage: npm .*\n$/),
    })
  },
)

test('npm run conformance says in one line what to set', () => {
  expect(run('conformance')).toMatchObject({
    status: 64,
    stdout: '',
    stderr: expect.stringMatching(/^set BASE_URL.*\n$/),
  })
})

test('the README names every command', () => {
  const readme = readFileSync('README.md', 'utf8')
  const named = Object.keys(scripts).filter(
    name => readme.includes(`npm run ${name}`) || readme.includes(`npm ${name}`),
  )
  expect(named).toEqual(Object.keys(scripts))
})
