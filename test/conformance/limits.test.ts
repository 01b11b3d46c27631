import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { type Answer, call, callOnce } from '../support/http.ts'
import { tokenOf } from '../support/users.ts'

const own = inject('target').webOrigin

describe('limits', () => {
  test('[B8] are in the header fields of each response, with the remainder', async () => {
    const token = await tokenOf('admin')
    const answer = await call('/api/orders', { token })
    expect(answer.headers['ratelimit-policy']).toBe(
      '"read-ip";q=1200;w=60, "read-user";q=600;w=60, "tenant";q=6000;w=60, "quota";q=2000000;w=2592000',
    )
    const names = [...String(answer.headers['ratelimit']).matchAll(/"([\w-]+)";r=\d+;t=\d+/g)].map(([, name]) => name)
    expect(names).toEqual(['read-ip', 'read-user', 'tenant', 'quota'])
  })

  test('[S41] [S42] [S48] stop a burst of costly requests with 429 and Retry-After', async () => {
    const token = await tokenOf('admin', 'globex')
    const answers: Answer[] = []
    for (let sent = 0; sent < 40; sent++) {
      answers.push(await callOnce('/api/orders/search?q=lamp', { token, headers: { origin: own } }))
      if (answers.at(-1)?.status === 429) break
    }
    const refused = answers.at(-1)
    if (!refused) throw new Error('nothing was sent')
    expectProblem(refused, 'quota-exceeded')
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/)
    // Only what was violated is told beside Retry-After: no field names an earlier instant than it does.
    expect(refused.json()['violated-policies']).toEqual(['search-user'])
    expect(refused.headers['ratelimit-policy']).toBe('"search-user";q=300;w=60')
    expect(refused.headers['ratelimit']).toMatch(/^"search-user";r=[0-4];t=[1-9]\d*$/)
    expect(refused.headers['access-control-allow-origin']).toBe(own)
    const elsewhere = await call('/api/auth/me', { token })
    expect(elsewhere.status).toBe(200)
  })

  test('[S49] stop guessing at one account from one address', async () => {
    const json = { email: `nobody-${Date.now()}@globex.test`, password: 'a guess' }
    const statuses: number[] = []
    for (let tried = 0; tried < 8; tried++) {
      // Waits where a general limit says so; the one that is looked for lasts 15 minutes.
      const answer = await call('/api/auth/sign-in', { method: 'POST', json })
      statuses.push(answer.status)
      if (answer.status !== 429) continue
      expectProblem(answer, 'quota-exceeded')
      expect(answer.json()['violated-policies']).toContain('sign-in-account-ip')
      break
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
  })
})
