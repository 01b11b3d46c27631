import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startNode } from './processes.ts'

type Command = 'audit' | 'keys' | 'operators' | 'tenants'

/** Runs a command of the operator, which is a program of the API, with the arguments of this process. */
export async function runOperatorCommand(name: Command, env: NodeJS.ProcessEnv): Promise<number> {
  const cli = fileURLToPath(new URL(`../../apps/api/src/cli/${name}-cli.ts`, import.meta.url))
  const [code] = await once(startNode(cli, process.argv.slice(2), { env, stdio: 'inherit' }), 'exit')
  return code ?? 1
}
