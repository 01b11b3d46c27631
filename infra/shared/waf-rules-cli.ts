import { writeRuleSet } from '../../packages/edge/src/rule-set/write-rule-set.ts'
import { readCommandLine, refuseCommandLine } from '../../packages/service/src/command-line.ts'

/** `npm run waf:rules`: compiles a Core Rule Set. The Dockerfile beside it runs it without any package. */
const usage = 'npm run waf:rules -- <folder of the Core Rule Set> <target folder>'
const { names } = readCommandLine({ usage, names: 'any' })
const [source, target, ...rest] = names
if (source === undefined || target === undefined) refuseCommandLine('missing: two folders', usage)
if (rest.length > 0) refuseCommandLine(`unknown: ${rest.join(' ')}`, usage)

try {
  console.log(`${target}/rules.conf: ${await writeRuleSet(source, target)} rules`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
