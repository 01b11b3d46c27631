import type { Endpoint } from '@palisade/contracts'
import { anyIdOf, groupByForm, type Policy } from '../policy.ts'
import { operand, seclang } from '../seclang-syntax.ts'
import { comment, type Fragment, literalPattern, sections } from '../syntax.ts'
import { verdicts } from './verdicts.ts'

type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly items?: Schema }

/** waf/fields.conf: a field that nobody declared is refused, once the Core Rule Set has had its say. */
export function renderFields(policy: Policy): Fragment {
  return sections(
    comment('Mass assignment ends here (OWASP API3). Names are as ModSecurity writes them: json.lines.array_0.sku.'),
    ...groupByForm(policy.endpoints, body => fieldNames(body as Schema)).map(
      ([fields, endpoints], index) => seclang`
${comment(endpoints.map(({ id }) => id).join(', '))}
SecRule REQUEST_HEADERS:X-Edge-Endpoint "@rx ${idPattern(endpoints)}" \
    "id:${10_400 + index},phase:2,deny,status:${verdicts.undeclared},log,t:none,\
    msg:'A field that nobody declared',severity:WARNING,chain"
    SecRule ARGS_NAMES "!@rx ${operand(fields)}" "t:none"
`,
    ),
  )
}

export function idPattern(endpoints: readonly Endpoint[]): Fragment {
  return operand(`\\A(?:${anyIdOf(endpoints)})\\z`)
}

/** Every name that ModSecurity may give to a field of such a body: `json.lines.array_0.sku`. */
function fieldNames(body: Schema): string {
  return `\\Ajson${inside(body)}\\z`
}

function namesBelow(schema: Schema): string {
  if (schema.items) return `(?:\\.array_[0-9]+)?${inside(schema.items)}`
  const members = Object.entries(schema.properties ?? {})
  return members.map(([name, below]) => `\\.${literalPattern(name)}${inside(below)}`).join('|')
}

function inside(schema: Schema): string {
  const below = namesBelow(schema)
  return below && `(?:${below})?`
}
