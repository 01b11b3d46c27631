import { parseArgs } from 'node:util'

/**
 * Runs all parts, or one: `npm run bench -- --part search`. With `--quick` it measures less and records nothing.
 */
const parts: Record<string, () => Promise<unknown>> = {
  chain: () => import('./chain.ts'),
  search: () => import('./search-run.ts'),
}

const { part } = parseArgs({ options: { part: { type: 'string' }, quick: { type: 'boolean' } } }).values
const chosen = part === undefined ? Object.values(parts) : [parts[part]]
for (const run of chosen) {
  if (!run) throw new Error(`--part is one of ${Object.keys(parts).join(', ')}`)
  await run()
}
