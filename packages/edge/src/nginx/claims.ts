import type { Policy } from '../policy.ts'
import { type Fragment, nginx, sections } from '../syntax.ts'
import { isForAdministrators } from './hosts.ts'

/** claims.conf: what is asked of a token before anyone has verified it, and who stands in the log [S61, S63]. */
export function renderClaims(policy: Policy): Fragment {
  return sections(
    nginx`
js_set $token_refusal claims.refusal;
js_set $token_subject claims.subject;
js_set $token_tenant claims.tenant;
`,
    nginx`
# The admin scope that the endpoint asks for (contracts/scopes.ts). A token without it gets no further.
map $endpoint $admin_scope {
    default "";
    ${policy.endpoints.filter(isForAdministrators).map(({ id, access }) => {
      const scope = typeof access === 'object' ? access.scope : ''
      return nginx`${id} ${scope};`
    })}
}
map $admin_scope $claims_refusal { "" ""; default $token_refusal; }
`,
    nginx`
# Who called, under the pseudonym that the API's log has. The API says whom it has verified; where a request is refused
# before, there is only what the token claims. Scripts run for those alone.
map $uri $is_refused_here {
    default 0;
    /problem/blocked 1;
    /problem/insufficient-scope 1;
    /problem/validation-failed 1;
}
map $is_refused_here $claimed_subject { default ""; 1 $token_subject; }
map $is_refused_here $claimed_tenant { default ""; 1 $token_tenant; }
`,
  )
}
