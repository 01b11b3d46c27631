import { type ParseArgsConfig, parseArgs } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>

type CommandLine<T extends Options> = {
  /** One line. */
  usage: string
  options?: T
  /** The names that may follow; absent: none may. */
  names?: readonly string[]
}

/**
 * Reads the arguments of a command. `--help` prints its usage and ends the process; a wrong argument is answered with one
 * line and the exit code 64.
 */
export function readCommandLine<const T extends Options = Record<never, never>>(
  { usage, options = {} as T, names }: CommandLine<T>,
  args = process.argv.slice(2),
) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`usage: ${usage}`)
    process.exit(0)
  }
  try {
    const parsed = parseArgs({ args, options, allowPositionals: true })
    const unknown = parsed.positionals.find(name => !names?.includes(name))
    if (unknown !== undefined) throw new Error(`unknown: ${unknown}`)
    return { values: parsed.values, names: parsed.positionals }
  } catch (error) {
    return refuseCommandLine((error as Error).message.split('. ')[0] ?? '', usage)
  }
}

/** Ends the process with one line. */
export function refuseCommandLine(fault: string, usage: string): never {
  console.error(`${fault}. Usage: ${usage}`)
  process.exit(64) // EX_USAGE of sysexits.h
}
