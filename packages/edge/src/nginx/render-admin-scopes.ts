import { adminScopes, realm } from '@palisade/contracts'
import { bearerChallenge } from '@palisade/security/jwt'
import { adminScopeOf, endpointTable, type Policy } from '../edge-policy.ts'
import { type Fragment, nginx } from '../syntax.ts'

/** admin-scopes.conf: the scope of each endpoint that controls access; a token without it gets no further. */
export function renderAdminScopes({ endpoints }: Policy): Fragment {
  const challengeFor = (scope: string) => bearerChallenge(realm, { error: 'insufficient_scope', scope: [scope] })
  return nginx`
${endpointTable(
  'admin_scope',
  '',
  adminScopes.map(scope => [endpoints.filter(endpoint => adminScopeOf(endpoint) === scope), scope]),
)}
map $admin_scope $scope_challenge {
    ${adminScopes.map(scope => nginx`${scope} ${challengeFor(scope)};`)}
}
`
}
