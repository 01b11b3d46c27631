import { tiers } from '@palisade/contracts'
import { readSubcommand } from '@palisade/service/command-line'
import { databaseHelp } from './operated.ts'

const commands = {
  list: { words: '', what: 'shows all tenants' },
  create: {
    words: '<slug> <email> [name]',
    what: 'makes a tenant and its owner: the account with the email, or a new one with a password from standard input',
  },
  tier: { words: `<slug> ${tiers.join('|')}`, what: 'sets the plan' },
  suspend: { words: '<slug>', what: 'refuses the requests of a tenant' },
  resume: { words: '<slug>', what: 'ends a suspension' },
  trust: { words: '<origin>', what: 'lets pages of an origin call the API, whatever the DNS says' },
  distrust: { words: '<origin>', what: 'lets them no longer' },
} as const

export type TenantsCommand = { command: keyof typeof commands; words: readonly string[] }

/** Parses the arguments. Wrong ones end the process with one line. */
export function readTenantsCommand(): TenantsCommand {
  return readSubcommand({ program: 'npm run tenants', commands, help: databaseHelp })
}
