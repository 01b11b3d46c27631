import {
  generateKey,
  isAlgorithm,
  type KeyFile,
  promoteKey,
  publishAheadMs,
  readKeyFiles,
  removableAtMs,
  removeKey,
  retireKey,
  rotateKeys,
} from '@palisade/security/jwt'
import { readSubcommand, readWholeNumber, refuseCommandLine } from '@palisade/service/command-line'

const program = 'npm run keys'

const commands = {
  list: { words: '', what: 'what each key is for, and what may be done with it when' },
  add: { words: '[--alg Ed25519]', what: 'creates a key and publishes it; the first of a folder signs at once' },
  promote: { words: '<kid> [--at-once]', what: 'signs with a published key, and retires the one that signed' },
  retire: { words: '<kid>', what: 'stops publishing a key that does not sign' },
  remove: {
    words: '<kid> [--compromised]',
    what: 'deletes a retired key whose tokens have expired; a compromised one: now',
  },
  rotate: { words: '[--every-days 30]', what: 'does whatever is due; run it from a timer' },
} as const

const help = 'The keys are those of npm start, or those in the folder that KEYS_FOLDER names.'

/** Parses the arguments. Wrong ones end the process with one line. */
export function readKeysCommand(args?: string[]) {
  const { command, words, values } = readSubcommand(
    {
      program,
      commands,
      help,
      options: {
        alg: { type: 'string' },
        'at-once': { type: 'boolean' },
        compromised: { type: 'boolean' },
        'every-days': { type: 'string' },
      },
    },
    args,
  )
  const usage = `${program} -- ${command} ${commands[command].words}`
  const { alg = 'Ed25519', 'every-days': days = '30' } = values
  if (!isAlgorithm(alg)) return refuseCommandLine(`no such algorithm: ${alg}`, usage)
  const everyDays = readWholeNumber('--every-days', days, { least: 1, usage })
  const flags = { atOnce: values['at-once'] === true, compromised: values.compromised === true }
  return { command, kid: words[0] ?? '', alg, everyDays, ...flags }
}

const dayMs = 24 * 60 * 60_000

/**
 * Runs one command on the keys of a folder.
 * @returns the lines to show
 * @throws KeyError when the command is refused
 */
export async function runKeys(
  folder: string,
  { command, kid, alg, everyDays, atOnce, compromised }: ReturnType<typeof readKeysCommand>,
  now: () => number = Date.now,
): Promise<readonly string[]> {
  switch (command) {
    case 'list':
      return (await readKeyFiles(folder)).sort((a, b) => a.since.localeCompare(b.since)).map(describe)
    case 'add':
      return [`added ${await generateKey({ folder, alg, now })}`]
    case 'promote':
      await promoteKey({ folder, kid, atOnce, now })
      return [`promoted ${kid}`]
    case 'retire':
      await retireKey({ folder, kid, now })
      return [`retired ${kid}`]
    case 'remove':
      await removeKey({ folder, kid, compromised, now })
      return [`removed ${kid}`]
    case 'rotate': {
      const steps = await rotateKeys({ folder, everyMs: everyDays * dayMs, now })
      return steps.length > 0 ? steps.map(({ step, kid }) => `${step} ${kid}`) : ['nothing was due']
    }
  }
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
