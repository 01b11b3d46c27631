import { readSubcommand } from '@palisade/service/command-line'
import { databaseHelp } from './operated.ts'

const commands = {
  list: { words: '', what: 'shows who runs the platform' },
  add: { words: '<email>', what: 'lets the account with this email into the operator console' },
  remove: { words: '<email>', what: 'lets it in no longer; what the operator does at the moment ends' },
} as const

export type OperatorsCommand = { command: keyof typeof commands; words: readonly string[] }

/** Parses the arguments. Wrong ones end the process with one line. */
export function readOperatorsCommand(): OperatorsCommand {
  return readSubcommand({ program: 'npm run operators', commands, help: databaseHelp })
}
