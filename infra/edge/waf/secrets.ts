import type { Endpoint } from '@palisade/contracts'
import type { Policy } from '../policy.ts'
import { operand, seclang } from '../seclang-syntax.ts'
import { strictPattern } from '../strict-pattern.ts'
import { comment, type Fragment, sections } from '../syntax.ts'
import { idPattern } from './fields.ts'
import { sensitiveFields } from './sensitive-fields.ts'
import { verdicts } from './verdicts.ts'

/**
 * waf/secrets.conf: tokens and codes that no rule of the Core Rule Set may look at, since a match is written down. What
 * is not of their form is refused here. Passwords have none: they may hold anything, and are hashed.
 */
export function renderSecrets(policy: Policy): Fragment {
  return sections(
    comment(`The rules that see a secret only raise a flag, and no log hears of them: ModSecurity writes the value that a
      rule has matched. The last one refuses, and has matched the flag.`),
    ...[...secretForms(policy)].map(([form, endpoints], index) => {
      const { field, pattern } = JSON.parse(form) as Form
      return seclang`
${comment(endpoints.map(({ id }) => id).join(', '))}
SecRule REQUEST_HEADERS:X-Edge-Endpoint "@rx ${idPattern(endpoints)}" \
    "id:${10_500 + index},phase:2,pass,nolog,noauditlog,t:none,chain"
    SecRule ARGS:json.${field} "!@rx ${operand(`\\A${pattern}\\z`)}" "t:none,setvar:tx.secret_out_of_form=1"
`
    }),
    seclang`
SecRule TX:secret_out_of_form "@eq 1" \
    "id:10599,phase:2,deny,status:${verdicts.undeclared},log,t:none,\
    msg:'A token or code in a form that none has',severity:WARNING"
`,
  )
}

type Form = { readonly field: string; readonly pattern: string }

function secretForms({ endpoints }: Policy): ReadonlyMap<string, Endpoint[]> {
  const forms = endpoints.flatMap(endpoint =>
    sensitiveFields(endpoint).flatMap(([field, schema]) => {
      const pattern = strictPattern(schema)
      return pattern === undefined ? [] : [[JSON.stringify({ field, pattern } satisfies Form), endpoint] as const]
    }),
  )
  const grouped = Map.groupBy(forms, ([form]) => form)
  return new Map([...grouped].map(([form, entries]) => [form, entries.map(([, endpoint]) => endpoint)]))
}
