import { pathToFileURL } from 'node:url'

/**
 * Arguments for Node that start the API without the layers that count requests, as test/attacks replaces them: thousands
 * of requests would meet their limits after a second. The API itself has no switch for that.
 */
export function withoutLimits(): string[] {
  const replace = pathToFileURL('test/attacks/replacements/replace.ts')
  return ['50-admit', 'abuse-score'].map(layer => `--import=${replace}?layer=${layer}&by=${layer}`)
}
