import { createTag, refuseControlCharacters } from './syntax.ts'

/**
 * ModSecurity rules. Versions disagree about escaping inside arguments and actions, therefore a value that would need
 * it is refused: quotes and backslashes end or change an argument, `,` and `;` an action, `%{` and `$` a macro.
 */
export const seclang = createTag(value => {
  const written = String(value)
  refuseControlCharacters(written)
  if (/["'\\,;`$#{}]/.test(written)) throw new Error(`Cannot stand in a ModSecurity rule: ${JSON.stringify(written)}`)
  return written
})
