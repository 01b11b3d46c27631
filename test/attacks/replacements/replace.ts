import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'

/**
 * Replaces one layer of the API: `node --import 'replace.ts?layer=20-cors&by=20-cors'`. The API itself has no switch that
 * disables a layer.
 */
const { searchParams } = new URL(import.meta.url)
const replaced = new URL(`../../../apps/api/src/layers/${searchParams.get('layer')}.ts`, import.meta.url)
const replacement = new URL(`./${searchParams.get('by')}.ts`, import.meta.url)
if (![replaced, replacement].every(file => existsSync(file))) throw new Error(`no ${replaced.pathname} to replace`)

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    const isMeant = resolved.url === replaced.href && context.parentURL !== replacement.href
    return isMeant ? { ...resolved, url: replacement.href } : resolved
  },
})
