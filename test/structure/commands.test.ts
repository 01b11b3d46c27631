import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { run, scripts } from './run-script.ts'

const oneLine = (fault: string, status = 64) => ({
  status,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^${RegExp.escape(fault)}[^\\n]*\\n$`)),
})

/** Biome's own command. */
const ownCommands = Object.keys(scripts).filter(name => name !== 'format')

describe.concurrent.each(ownCommands)('npm run %s', name => {
  test('answers --help with its usage', async () => {
    const usage = expect.stringMatching(/^usage: (?:[A-Z_]+=\S+ )*npm (?:run|start|test)/)
    expect(await run(name, ['--help'])).toEqual({ status: 0, stdout: usage, stderr: '' })
  })

  test('answers an option that it does not have with one line', async () => {
    expect(await run(name, ['--nonsense'])).toEqual(oneLine("Unknown option '--nonsense'. Usage: "))
  })
})

test('npm run format answers --help, and an option that it does not have without a stack', async () => {
  expect(await run('format', ['--help'])).toMatchObject({ status: 0, stderr: '' })
  expect(await run('format', ['--nonsense'])).toMatchObject({
    status: 1,
    stderr: expect.not.stringMatching(/^\s+at /m),
  })
})

const server = { BASE_URL: 'http://127.0.0.1:1', DEMO_PASSWORD: 'x', MAILBOX_URL: 'http://127.0.0.1:1' }

/** Each command, a mistake, and what it answers. */
const mistakes: [name: string, args: string[], answer: string, env?: Record<string, string>, status?: number][] = [
  ...[
    'start',
    'dev',
    'reset',
    'matrix',
    'test',
    'test:containers',
    'check',
    'messages',
    'bench',
    'bench:edge',
    'render',
    'screenshots',
  ].map((name): [string, string[], string] => [name, ['nonsense'], 'unknown: nonsense. Usage: npm ']),
  ['audit', ['forget'], 'unknown: forget. Usage: npm run audit'],
  ['audit', ['heads', 'acme'], 'unknown: acme. Usage: npm run audit -- heads'],
  ['audit', ['heads', '--heads', 'x'], 'unknown: --heads. Usage: npm run audit -- heads'],
  ['audit', ['verify', 'acme', 'globex'], 'unknown: globex. Usage: npm run audit -- verify'],
  ['backup', ['restore'], 'unknown: restore. Usage: npm run backup -- status|now|drill'],
  ['backup', ['now', '--keep'], 'unknown: --keep. Usage: npm run backup -- now'],
  [
    'backup',
    ['drill', '--to', 'yesterday'],
    'not a time with its zone, such as 2026-11-27T22:15:00Z: yesterday. Usage',
  ],
  ['backup', [], 'the configuration is not usable: MIGRATION_DATABASE_URL is missing', {}, 78],
  ['certificates', [], 'missing: PEM. Usage: npm run certificates'],
  ['certificates', ['/nowhere.pem'], '/nowhere.pem cannot be read: ENOENT', {}, 1],
  ['certificates', ['package.json'], 'package.json contains no certificate', {}, 1],
  ['logs', [], 'missing: REQUEST_ID. Usage: npm run logs'],
  ['logs', ['x y'], 'not an id of a request: x y. Usage: npm run logs'],
  [
    'logs',
    ['0'.repeat(32), '--store', 'here'],
    '--store must be the URL of a log store, not here. Usage: npm run logs',
  ],
  ['bench', ['--part', 'x'], 'unknown: x. Usage: npm run bench'],
  ['fuzz:api', ['extra'], 'unknown: extra. Usage'],
  ['fuzz:api', ['--seconds', '9999'], '--seconds must be a whole number from 1 to 540, not 9999. Usage'],
  ['fuzz:api', ['--seed', '1e3'], '--seed must be a whole number of at least 0, not 1e3. Usage'],
  ['fuzz:waf', ['--tries', '0'], '--tries must be a whole number of at least 1, not 0. Usage'],
  ['fuzz:waf', ['--seed', 'x'], '--seed must be a whole number of at least 0, not x. Usage'],
  ['waf:rules', [], 'missing: two folders. Usage: npm run waf:rules'],
  ['waf:rules', ['a', 'b', 'c'], 'unknown: c. Usage'],
  ['waf:rules', ['/nowhere', 'b'], "ENOENT: no such file or directory, scandir '/nowhere'", {}, 1],
  ['waf:report', ['/nowhere.log'], '/nowhere.log cannot be read: ENOENT', {}, 1],
  ['conformance', [], 'BASE_URL is missing. Usage'],
  ['conformance', [], 'DEMO_PASSWORD is missing. Usage', { BASE_URL: server.BASE_URL }],
  [
    'conformance',
    [],
    'BASE_URL must be a URL such as https://localhost:8443, not nonsense. Usage',
    { ...server, BASE_URL: 'nonsense' },
  ],
  ['conformance', [], 'http://127.0.0.1:1 does not answer: start the server first', server, 69],
  ['keys', ['nonsense'], 'unknown: nonsense. Usage: npm run keys -- list|add|promote|retire|remove|rotate'],
  ['keys', ['constructor'], 'unknown: constructor. Usage'],
  ['keys', ['list', 'extra'], 'unknown: extra. Usage: npm run keys -- list'],
  ['keys', ['list', '--at-once'], 'unknown: --at-once. Usage: npm run keys -- list'],
  ['keys', ['promote'], 'missing: <kid>. Usage: npm run keys -- promote <kid> [--at-once]'],
  ['keys', ['add', '--alg', 'none'], 'no such algorithm: none. Usage: npm run keys -- add'],
  ['keys', ['rotate', '--every-days', 'x'], '--every-days must be a whole number of at least 1, not x. Usage'],
  ['keys', ['list'], 'there is no key in /nowhere/data/keys yet', {}, 1],
  ['operators', ['add'], 'missing: <email>. Usage: npm run operators -- add <email>'],
  ['tenants', ['nonsense'], 'unknown: nonsense. Usage: npm run tenants -- list|create|tier|'],
  ['tenants', ['suspend'], 'missing: <slug>. Usage: npm run tenants -- suspend <slug>'],
  ['tenants', ['create', 'acme'], 'missing: <email>. Usage: npm run tenants -- create <slug> <email> [name]'],
  ['tenants', ['tier', 'acme', 'gold'], 'unknown: gold. Usage: npm run tenants -- tier <slug> '],
  ['tenants', ['list'], '/nowhere/data has no database: run npm start once, with the same PALISADE_DATA', {}, 1],
  [
    'tenants',
    ['list'],
    'the configuration is not usable: MIGRATION_DATABASE_URL must be a URL such as postgresql://',
    { MIGRATION_DATABASE_URL: 'nonsense' },
    78,
  ],
  ['mobile', ['nonsense'], 'nonsense is not a URL such as https://api.example.org. Usage: npm run mobile'],
  ['mobile', ['ftp://example.org'], 'ftp://example.org is not a URL such as https://'],
  ['mobile', ['http://example.org'], 'http://example.org is not encrypted: write https. Usage'],
  ['mobile', ['http://localhost:1', 'extra'], 'unknown: extra. Usage'],
  ['mobile', [], 'without a terminal, set MOBILE_PASSPHRASE: Passphrase of this device', {}, 1],
  ['mobile', [], 'a passphrase has at least 8 characters', { MOBILE_PASSPHRASE: 'short' }, 1],
  [
    'mobile',
    ['http://127.0.0.1:1'],
    'http://127.0.0.1:1 does not answer',
    { MOBILE_PASSPHRASE: 'long enough', MOBILE_EMAIL: 'a@b.test', MOBILE_PASSWORD: 'x', HOME: '/nowhere' },
    1,
  ],
]

test.concurrent.each(mistakes)('npm run %s -- %j: %s', async (name, args, answer, env, status) => {
  expect(await run(name, args, env)).toEqual(oneLine(answer, status))
})

test('every command that takes arguments is among the mistakes', () => {
  expect([...new Set(mistakes.map(([name]) => name))].toSorted()).toEqual(ownCommands.toSorted())
})

test('the README names every command', () => {
  const readme = readFileSync('README.md', 'utf8')
  const named = Object.keys(scripts).filter(
    name => readme.includes(`npm run ${name}`) || readme.includes(`npm ${name}`),
  )
  expect(named).toEqual(Object.keys(scripts))
})
