import type { Endpoint } from '@palisade/contracts'
import type { Policy } from '../policy.ts'
import { operand, seclang } from '../seclang-syntax.ts'
import { comment, type Fragment, literalPattern, sections } from '../syntax.ts'
import { bodyGrammar, fieldNames } from './body-grammar.ts'
import { verdicts } from './verdicts.ts'

/** Where the Core Rule Set ends. A body that is proven is not read by it. */
export const END_OF_RULES = 'END-OF-THE-CORE-RULE-SET'

/** waf/bodies.conf: bodies that are proven harmless as a whole skip the rules of phase 2. */
export function renderBodies(policy: Policy): Fragment {
  const byGrammar = groupBodies(policy, bodyGrammar)
  return sections(
    comment(`The first server says in X-Edge-Proven which endpoint it is, if it has proven line, query and fields; then the
      body is all that is left to prove. Whatever does not fit here goes on to the Core Rule Set.`),
    ...byGrammar.map(([grammar, endpoints], index) => {
      const { ids, names } = describe(endpoints)
      return seclang`
${comment(names)}
SecRule REQUEST_HEADERS:X-Edge-Proven "@rx ${ids}" \
    "id:${10_300 + index},phase:2,pass,nolog,t:none,skipAfter:${END_OF_RULES},chain"
    SecRule REQUEST_BODY "@rx ${operand(grammar)}" "t:none"
`
    }),
  )
}

/** waf/fields.conf: a field that nobody declared is refused, once the Core Rule Set has had its say. */
export function renderFields(policy: Policy): Fragment {
  const byNames = groupBodies(policy, fieldNames)
  return sections(
    comment('Mass assignment ends here (OWASP API3). Names are as ModSecurity writes them: json.lines.array_0.sku.'),
    ...byNames.map(([fields, endpoints], index) => {
      const { ids, names } = describe(endpoints)
      return seclang`
${comment(names)}
SecRule REQUEST_HEADERS:X-Edge-Endpoint "@rx ${ids}" \
    "id:${10_400 + index},phase:2,deny,status:${verdicts.undeclared},log,t:none,\
    msg:'A field that nobody declared',severity:WARNING,chain"
    SecRule ARGS_NAMES "!@rx ${operand(fields)}" "t:none"
`
    }),
  )
}

type Body = NonNullable<Endpoint['request']['body']>

function groupBodies({ endpoints }: Policy, form: (body: Body) => string | undefined) {
  const withForm = endpoints.flatMap(endpoint => {
    const found = endpoint.request.body && form(endpoint.request.body)
    return found === undefined ? [] : [[found, endpoint] as const]
  })
  return [...Map.groupBy(withForm, ([found]) => found)].map(
    ([found, entries]) => [found, entries.map(([, endpoint]) => endpoint)] as const,
  )
}

function describe(endpoints: readonly Endpoint[]) {
  const ids = endpoints.map(({ id }) => id)
  return {
    ids: operand(`\\A(?:${ids.map(literalPattern).join('|')})\\z`),
    names: ids.join(', '),
  }
}
