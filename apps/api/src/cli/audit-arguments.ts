import { readSubcommand } from '@palisade/service/command-line'
import { databaseHelp } from './operated.ts'

const commands = {
  heads: { words: '', what: 'prints the last entry of every tenant: tenant, number and hash; keep them elsewhere' },
  erased: {
    words: '',
    what: 'prints the proof of each erased tenant: when, how many rows, and the last entry of its trail',
  },
  verify: {
    words: '[tenant] [--heads file]',
    what: 'checks the chain of a tenant, by slug or id, or of all; also against heads that were kept',
  },
} as const

const help = `${databaseHelp} verify ends with 1 when a chain is broken.`

export type AuditCommand = { command: keyof typeof commands; tenant: string | undefined; headsFile: string | undefined }

/** Parses the arguments. Wrong ones end the process with one line. */
export function readAuditCommand(): AuditCommand {
  const options = { heads: { type: 'string' } } as const
  const { command, words, values } = readSubcommand({ program: 'npm run audit', commands, help, options })
  return { command, tenant: words[0], headsFile: values.heads }
}
