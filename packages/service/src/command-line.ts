import { type ParseArgsConfig, parseArgs } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>

type CommandLine<T extends Options> = {
  /** One line. */
  usage: string
  /** What `--help` shows below the usage. */
  help?: string
  options?: T
  /** The words that may follow: a list of names, or any. Absent: none. */
  names?: readonly string[] | 'any'
}

/**
 * Reads the arguments of a command. `--help` prints its usage and ends the process. A wrong argument ends it with one line
 * and exit code 64.
 *
 * @example
 * const { values } = readCommandLine({ usage: 'npm run render -- [--check]', options: { check: { type: 'boolean' } } })
 */
export function readCommandLine<const T extends Options = Record<never, never>>(
  { usage, help, options = {} as T, names = [] }: CommandLine<T>,
  args = process.argv.slice(2),
) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`usage: ${usage}${help ? `\n\n${help}` : ''}`)
    process.exit(0)
  }
  try {
    const parsed = parseArgs({ args, options, allowPositionals: true })
    const unknown = names === 'any' ? undefined : parsed.positionals.find(name => !names.includes(name))
    if (unknown !== undefined) throw new Error(`unknown: ${unknown}`)
    return { values: parsed.values, names: parsed.positionals }
  } catch (error) {
    return refuseCommandLine((error as Error).message.split('. ')[0] ?? '', usage)
  }
}

/** Ends the process with one line and exit code 64. */
export function refuseCommandLine(fault: string, usage: string): never {
  console.error(`${fault}. Usage: ${usage}`)
  process.exit(64) // EX_USAGE of sysexits.h
}
