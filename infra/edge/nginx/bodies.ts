import type { Endpoint } from '@palisade/contracts'
import { nginx, pattern } from '../nginx-syntax.ts'
import { anyIdOf, groupByForm, type Policy } from '../policy.ts'
import { comment, type Fragment, sections } from '../syntax.ts'
import type { WafSettings } from '../topology.ts'
import { bodyGrammar } from './body-grammar.ts'

/** The longest argument that Nginx reads (NGX_CONF_BUFFER), less some for quotes and escapes. */
const MAX_PATTERN_CHARS = 4000

/**
 * bodies.conf: bodies that are proven harmless as a whole. What is prose is known to the rules of paranoia level 1 alone:
 * where a server looks deeper, it looks at everything.
 */
export function renderBodies(policy: Policy, waf: WafSettings): Fragment {
  const levelOf = ({ limit }: Endpoint) => (limit === 'session' ? waf.sessionParanoiaLevel : waf.paranoiaLevel)
  const endpoints = policy.endpoints.filter(endpoint => levelOf(endpoint) === 1)
  return sections(
    comment(`"body" where line, query and fields are proven, and what is left as well: each member of the body is declared,
      and each value is within its pattern, or prose. Asked for when the body is there, on the way to the WAF; one that
      did not fit into memory is empty here, and proves nothing.`),
    nginx`
map "$proven_head $request_body" $proven_body {
    default "";
    ${groupByForm(endpoints, bodyGrammar).flatMap(provenBodies)}
}
`,
    nginx`
# What the log says of it, without asking twice: a limit class, or "body".
map $proven_class $proven { default $proven_class; "" $proven_body; }
`,
    nginx`
# Scripts run for those alone that the WAF may write about.
map $proven_body $subject_for_the_waf { default $token_subject; body ""; }
map $proven_body $tenant_for_the_waf { default $token_tenant; body ""; }
`,
  )
}

function provenBodies([grammar, endpoints]: readonly [string, readonly Endpoint[]]): Fragment[] {
  const source = `~\\A(?:${anyIdOf(endpoints)}) ${grammar}\\z`
  // The Core Rule Set reads what Nginx cannot.
  return source.length > MAX_PATTERN_CHARS ? [] : [nginx`${pattern(source)} body;`]
}
