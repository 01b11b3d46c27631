import { realm } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import { adminScopeOf, type Policy } from '../edge-policy.ts'
import { type Fragment, nginx, text } from '../syntax.ts'

/** admin-scopes.conf: the scope of each endpoint that decides who may do what; a token without it gets no further. */
export function renderAdminScopes({ endpoints }: Policy): Fragment {
  const required = endpoints.flatMap(endpoint => {
    const scope = adminScopeOf(endpoint)
    return scope ? [{ id: endpoint.id, scope }] : []
  })
  return nginx`
map $endpoint $admin_scope {
    default "";
    ${required.map(({ id, scope }) => nginx`${id} ${scope};`)}
}
map $admin_scope $scope_challenge {
    ${[...new Set(required.map(({ scope }) => scope))].map(scope => {
      const challenge = bearerChallenge(realm, { error: 'insufficient_scope', scope: [scope] })
      return nginx`${scope} ${text(challenge)};`
    })}
}
`
}
