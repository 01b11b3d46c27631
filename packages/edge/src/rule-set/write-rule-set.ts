import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compileRuleSet } from './compile-rule-set.ts'
import { scoreOf } from './scores.ts'

/**
 * Compiles the Core Rule Set of one folder into another: rules.conf, and the data files that it names.
 *
 * @param score what a match of a rule adds; 0 leaves the rule out
 * @returns how many rules there are
 * @param source the folder `rules` of the Core Rule Set 3.3 or 4
 * @throws Error when it has no rules
 */
export async function writeRuleSet(source: string, target: string, score = scoreOf): Promise<number> {
  const names = (await readdir(source)).toSorted()
  const rules = names.filter(name => name.endsWith('.conf'))
  const texts = await Promise.all(rules.map(async name => [name, await readFile(join(source, name), 'utf8')] as const))
  const compiled = compileRuleSet(new Map(texts), score)
  await mkdir(target, { recursive: true })
  await writeFile(join(target, 'rules.conf'), compiled)
  const data = names.filter(name => name.endsWith('.data') && compiled.includes(name))
  await Promise.all(data.map(name => copyFile(join(source, name), join(target, name))))
  return compiled.split('tx.score=+').length - 1
}
