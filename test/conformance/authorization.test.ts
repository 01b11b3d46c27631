import { adminScopes, type Endpoint, endpoints, roleNames, roles, type Scope } from '@palisade/contracts'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import type { Answer } from '../support/http.ts'
import { roleToken } from '../support/teams.ts'
import { tryOut } from '../support/try-endpoint.ts'

const all = Object.values<Endpoint>(endpoints)

describe('[S20] [S98] without a token', () => {
  for (const endpoint of all.filter(({ access }) => access !== 'public' && access !== 'refresh-token')) {
    test(`${endpoint.id} answers 401 and says which credentials it accepts`, async () => {
      const answer = await tryOut(endpoint)
      expectProblem(answer, 'unauthenticated')
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="palisade"')
    })
  }
})

/** What an endpoint answers to somebody whom it lets in, and who sends no field and an id that nothing has. */
function expectServed(answer: Answer, { path, request, upload }: Endpoint): void {
  const lacksFields = [request.body, request.query].some(schema => schema && !Check(schema, {}))
  if (lacksFields || upload) expectProblem(answer, 'validation-failed')
  else if (path.includes('{')) expectProblem(answer, 'not-found')
  else expect(answer.status, answer.text).toBe(200)
}

describe('[S21] [S22] [S24] with the token of a role', () => {
  for (const endpoint of all) {
    if (typeof endpoint.access !== 'object') continue
    const { scope } = endpoint.access
    for (const role of roleNames) {
      const allowed = (roles[role] as readonly Scope[]).includes(scope)
      const needsMore = allowed && adminScopes.includes(scope)
      const outcome = needsMore ? 'asked for a second factor at' : allowed ? 'let into' : 'not let into'
      test(`${role} is ${outcome} ${endpoint.id}`, async () => {
        const answer = await tryOut(endpoint, await roleToken(role))
        if (needsMore) expectProblem(answer, 'stronger-sign-in-required')
        else if (allowed) expectServed(answer, endpoint)
        else expectProblem(answer, 'insufficient-scope')
      })
    }
  }
})
