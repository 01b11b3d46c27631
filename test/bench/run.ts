import { readCommandLine, refuseCommandLine } from '@palisade/service/command-line'
import { benchCommand } from './command.ts'

/** The parts of the bench, each of which records what it measured. */
const parts: Record<string, () => Promise<unknown>> = {
  chain: () => import('./chain.ts'),
  search: () => import('./search-run.ts'),
}

const { part } = readCommandLine(benchCommand).values
if (part !== undefined && !Object.hasOwn(parts, part)) refuseCommandLine(`unknown: ${part}`, benchCommand.usage)
for (const [name, run] of Object.entries(parts)) if (part === undefined || part === name) await run()
