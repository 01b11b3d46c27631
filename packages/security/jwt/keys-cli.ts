import { parseArgs } from 'node:util'
import { type KeyFile, readKeyFiles } from './key-file.ts'
import { generateKey, promoteKey, publishAheadMs, removableAtMs, removeKey, retireKey } from './key-lifecycle.ts'
import { rotateKeys } from './key-rotation.ts'
import { isAlgorithm } from './signature-algorithms.ts'

const usage = `keys <command> --folder <folder>

  list                          what each key is for, and what may be done with it when
  add [--alg Ed25519]           create a key and publish it; the first of a folder signs at once
  promote <kid> [--at-once]     sign with a published key, and retire the one that signed
  retire <kid>                  stop publishing a key that does not sign
  remove <kid> [--compromised]  delete a retired key whose tokens have expired; compromised: now
  rotate [--every-days 30]      do whatever is due; run it from a timer`

/** Wrong arguments: answered with the usage. */
class UsageError extends Error {}

type Arguments = ReturnType<typeof readArguments>

const commands: Readonly<Record<string, (args: Arguments, now: () => number) => Promise<readonly string[]>>> = {
  async list({ folder }) {
    const files = await readKeyFiles(folder)
    return files.sort((a, b) => a.since.localeCompare(b.since)).map(describe)
  },
  async add({ folder, alg = 'Ed25519' }, now) {
    if (!isAlgorithm(alg)) throw new UsageError(`no such algorithm: ${alg}`)
    return [`added ${await generateKey({ folder, alg, now })}`]
  },
  async promote({ folder, kid, flags }, now) {
    await promoteKey({ folder, kid: named(kid), atOnce: flags.atOnce, now })
    return [`promoted ${kid}`]
  },
  async retire({ folder, kid }, now) {
    await retireKey({ folder, kid: named(kid), now })
    return [`retired ${kid}`]
  },
  async remove({ folder, kid, flags }, now) {
    await removeKey({ folder, kid: named(kid), compromised: flags.compromised, now })
    return [`removed ${kid}`]
  },
  async rotate({ folder, everyDays }, now) {
    if (!(everyDays >= 1)) throw new UsageError('--every-days must be a number of days, 1 at least')
    const steps = await rotateKeys({ folder, everyMs: everyDays * 24 * 60 * 60_000, now })
    return steps.length > 0 ? steps.map(({ step, kid }) => `${step} ${kid}`) : ['nothing was due']
  },
}

/**
 * Runs one command of `npm run keys`.
 *
 * @returns the exit code: 0 done, 1 refused, 2 wrong arguments
 */
export async function runKeysCli(
  args: readonly string[],
  print: (line: string) => void,
  now: () => number = Date.now,
): Promise<0 | 1 | 2> {
  if (args.includes('--help') || args.includes('-h')) {
    print(usage)
    return 0
  }
  try {
    const parsed = readArguments(args)
    const command = Object.hasOwn(commands, parsed.command) ? commands[parsed.command] : undefined
    if (!command) throw new UsageError(`no such command: ${parsed.command}`)
    for (const line of await command(parsed, now)) print(line)
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      print(`${error.message}\n\n${usage}`)
      return 2
    }
    // A KeyError, or the file system's own: both carry a code. Anything else is a bug and shows its stack.
    if (!(error instanceof Error && 'code' in error)) throw error
    print(`refused (${error.code}): ${error.message}`)
    return 1
  }
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parse(args)
  const [command = 'list', kid, ...rest] = positionals
  if (values.folder === undefined) throw new UsageError('--folder is missing')
  if (rest.length > 0) throw new UsageError(`one key at a time: ${rest.join(' ')}`)
  const flags = { atOnce: values['at-once'] === true, compromised: values.compromised === true }
  return { command, kid, folder: values.folder, alg: values.alg, everyDays: Number(values['every-days'] ?? 30), flags }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        folder: { type: 'string' },
        alg: { type: 'string' },
        'every-days': { type: 'string' },
        'at-once': { type: 'boolean' },
        compromised: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function named(kid: string | undefined): string {
  if (kid === undefined) throw new UsageError('which key? name its kid')
  return kid
}

function describe(file: KeyFile): string {
  const { state, since, jwk } = file
  const next = {
    published: `may sign from ${new Date(Date.parse(since) + publishAheadMs).toISOString()}`,
    signing: 'signs new tokens',
    retired: `may be removed from ${new Date(removableAtMs(file)).toISOString()}`,
  }[state]
  return `${jwk.kid}  ${String(jwk.alg).padEnd(7)}  ${state.padEnd(9)}  since ${since}  ${next}`
}

if (import.meta.main) process.exitCode = await runKeysCli(process.argv.slice(2), line => console.log(line))
