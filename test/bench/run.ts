import { readCommandLine, refuseCommandLine } from '@palisade/service/command-line'
import { type DebianPackage, requireServers } from '../support/native/index.ts'
import { benchCommand } from './command.ts'

type Part = { packages: DebianPackage[]; run: () => Promise<unknown> }

/** The parts of the bench, each of which records what it measured. */
const parts: Record<string, Part> = {
  chain: { packages: ['redis-server', 'util-linux'], run: () => import('./chain.ts') },
  search: { packages: ['redis-server', 'postgresql'], run: () => import('./search-run.ts') },
}

const { part } = readCommandLine(benchCommand).values
if (part !== undefined && !Object.hasOwn(parts, part)) refuseCommandLine(`unknown: ${part}`, benchCommand.usage)
const wanted = Object.entries(parts).flatMap(([name, one]) => (part === undefined || part === name ? one : []))
requireServers([...new Set(wanted.flatMap(({ packages }) => packages))])
for (const { run } of wanted) await run()
