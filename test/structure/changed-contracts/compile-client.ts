import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../../..')

/** Uses what contract-changes.ts adds, and nothing that it does not. */
const program = `
import type { Role } from '@palisade/contracts'
import type { MobileSession } from '${root}/apps/mobile-client/src/mobile-session.ts'
import type { useClient } from '${root}/apps/web/src/lib/client-context.ts'

declare const clients: { spa: ReturnType<typeof useClient>; mobile: MobileSession['call'] }
const line = { sku: 'CHAIR-7', description: 'Oak chair', quantity: 1, unitPriceMinor: 100, pickupCode: '4711' }
const order = { customerName: 'Ada', customerEmail: 'ada@example.com', currency: 'CHF', lines: [line] } as const
for (const call of Object.values(clients)) {
  await call('orders.create', { body: { ...order, lines: [line], giftMessage: 'Happy birthday' } })
  // @ts-expect-error A gift message is a text.
  await call('orders.create', { body: { ...order, lines: [line], giftMessage: 1 } })
}
export const role: Role = 'auditor'
`

/**
 * Compiles a program that calls the API with the typed clients.
 *
 * @param contracts the folder of the contracts that everything in it imports
 * @returns the errors of the compiler
 */
export async function compileClient(contracts: string): Promise<string[]> {
  const config = {
    extends: join(root, 'apps/web/tsconfig.json'),
    compilerOptions: {
      paths: { '@palisade/contracts': [join(contracts, 'src/index.ts')] },
      typeRoots: [join(root, 'node_modules/@types')],
      types: ['node'],
    },
    files: ['program.ts'],
    include: [],
  }
  await writeFile(join(contracts, 'program.ts'), program)
  await writeFile(join(contracts, 'tsconfig.json'), JSON.stringify(config))
  const tsc = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['--pretty', 'false', '-p', contracts])
  const { stdout } = await tsc.catch(failed => failed)
  return stdout.split('\n').filter((line: string) => line !== '')
}
