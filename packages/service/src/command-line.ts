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

/** A command of a program that has several. */
export type Subcommand = {
  /** Its arguments as its usage shows them: `<required>`, `[optional]`, `one|of|these`, `[--option value]`. */
  words: string
  what: string
}

type Program<Name extends string, T extends Options> = {
  /** What a person types, such as `npm run keys`. */
  program: string
  commands: Readonly<Record<Name, Subcommand>>
  help?: string
  options?: T
}

/**
 * Reads the arguments of a program that has several commands. Without arguments it runs the first one.
 * Ends the process as `readCommandLine` does.
 */
export function readSubcommand<Name extends string, const T extends Options = Record<never, never>>(
  { program, commands, help, options = {} as T }: Program<Name, T>,
  args?: string[],
) {
  const known = Object.keys(commands) as Name[]
  const usageOf = (name: Name) => `${program} -- ${name} ${commands[name].words}`.trimEnd()
  const width = Math.max(...known.map(name => usageOf(name).length))
  const list = known.map(name => `${usageOf(name).padEnd(width)}   ${commands[name].what}`).join('\n')
  const usage = `${program} -- ${known.join('|')}`
  const all = { usage, help: help ? `${list}\n\n${help}` : list, options, names: 'any' } as const
  const { values, names } = readCommandLine(all, args)
  const [named = known[0], ...words] = names
  const command = known.find(name => name === named)
  if (command === undefined) return refuseCommandLine(`unknown: ${named}`, usage)
  const fault = faultOf(commands[command].words, words, Object.keys(values))
  return fault === undefined ? { command, words, values } : refuseCommandLine(fault, usageOf(command))
}

/** What is wrong with the arguments of a command, if anything is. */
function faultOf(usage: string, words: readonly string[], options: readonly string[]): string | undefined {
  const parts = usage.match(/<[^>]*>|\[[^\]]*\]|\S+/g) ?? []
  const places = parts.filter(part => !part.startsWith('[--'))
  const foreign = options.find(option => !parts.some(part => part.startsWith(`[--${option}`)))
  if (foreign !== undefined) return `unknown: --${foreign}`
  if (words.length > places.length) return `unknown: ${words.slice(places.length).join(' ')}`
  const missing = places[words.length]
  if (missing !== undefined && !missing.startsWith('[')) return `missing: ${missing}`
  const wrong = words.find((word, index) => places[index]?.includes('|') && !places[index].split('|').includes(word))
  return wrong === undefined ? undefined : `unknown: ${wrong}`
}

/**
 * The whole number that an option gives.
 * @param name with its dashes
 */
export function readWholeNumber(
  name: string,
  text: string,
  { least = 0, most = Number.MAX_SAFE_INTEGER, usage }: { least?: number; most?: number; usage: string },
): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  return refuseCommandLine(`${name} must be a whole number ${range}, not ${text}`, usage)
}

/** Ends the process with one line and exit code 64. */
export function refuseCommandLine(fault: string, usage: string): never {
  console.error(`${fault}. Usage: ${usage}`)
  process.exit(64) // EX_USAGE of sysexits.h
}
