import { createTag, Fragment, refuseControlCharacters } from './syntax.ts'

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

/**
 * A regular expression inside the quotes of an operator. Neither a quote nor a pair of backslashes stands there as
 * itself, since versions disagree about what becomes of them; `%{` would begin a macro.
 */
export function operand(source: string): Fragment {
  refuseControlCharacters(source)
  const written = source.replaceAll('\\\\', '\\x5c').replaceAll('"', '\\x22')
  if (written.includes('%{') || written.endsWith('\\')) throw new Error(`Not an operand: ${JSON.stringify(source)}`)
  return new Fragment(written)
}
