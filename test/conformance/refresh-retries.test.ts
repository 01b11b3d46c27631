import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { type Answer, call } from '../support/http.ts'
import { type Session, signIn } from '../support/users.ts'

const email = 'partner@globex.test'

const refresh = (refreshToken = '', attemptId?: string) =>
  call('/api/auth/refresh', { method: 'POST', json: { refreshToken, ...(attemptId && { attemptId }) } })

const whoAmI = (token: string) => call('/api/auth/me', { token })

/** A session whose refresh token was exchanged once, in the first attempt. */
async function exchangedBy(attemptId?: string) {
  const { refreshToken: first = '' } = (await signIn(email)).json<Session>()
  const answer = await refresh(first, attemptId)
  expect(answer.status).toBe(200)
  const { refreshToken: second = '', accessToken } = answer.json<Session>()
  return { first, second, accessToken }
}

type Exchanged = Awaited<ReturnType<typeof exchangedBy>>

/** The session has ended for everybody who holds something of it. */
async function expectEnded({ second, accessToken }: Exchanged, answer: Answer) {
  expectProblem(answer, 'invalid-token')
  expectProblem(await refresh(second), 'invalid-token')
  expectProblem(await whoAmI(accessToken), 'invalid-token')
}

describe('[B6] after the grace, a refresh token that was exchanged', () => {
  const [own, thiefs] = [randomUUID(), randomUUID()]
  let lost: Exchanged
  let used: Exchanged
  let copied: Exchanged
  let stolen: Exchanged
  let anonymous: Exchanged

  beforeAll(async () => {
    lost = await exchangedBy(own)
    used = await exchangedBy(own)
    copied = await exchangedBy(own)
    stolen = await exchangedBy(thiefs)
    anonymous = await exchangedBy()
    // Until then, a second use of any kind is given the same successor. The last one was exchanged last.
    await vi.waitFor(async () => expect((await refresh(anonymous.first)).status).toBe(401), {
      timeout: 100_000,
      interval: 2_500,
    })
  })

  test('gets the same successor in the same attempt, so that “Try again” after a lost answer keeps the session', async () => {
    for (let time = 0; time < 2; time++) {
      const answer = await refresh(lost.first, own)
      expect(answer.status).toBe(200)
      expect(answer.json<Session>().refreshToken).toBe(lost.second)
    }
    expect((await refresh(lost.second)).status).toBe(200)
  })

  test('ends its session in the same attempt, once the successor was used', async () => {
    expect((await refresh(used.second)).status).toBe(200)
    await expectEnded(used, await refresh(used.first, own))
  })

  test('reveals a thief who uses a copy after the owner', async () => {
    await expectEnded(copied, await refresh(copied.first, thiefs))
  })

  test('reveals a thief who used a copy before the owner, at the owner’s next refresh', async () => {
    expect((await whoAmI(stolen.accessToken)).status).toBe(200)
    await expectEnded(stolen, await refresh(stolen.first, own))
  })

  test('ends its session when neither use names an attempt', async () => {
    await expectEnded(anonymous, await refresh(anonymous.first))
  })
})

test('[B6] within the grace, a second use in another attempt gets the same successor', async () => {
  const { first, second } = await exchangedBy(randomUUID())
  expect((await refresh(first, randomUUID())).json<Session>().refreshToken).toBe(second)
})

test('an attempt id is a random UUID in lower case, and nothing else', async () => {
  const { refreshToken } = (await signIn(email)).json<Session>()
  const ids = ['x', randomUUID().toUpperCase(), '00000000-0000-0000-0000-000000000000', `${randomUUID()} `]
  for (const id of ids) expectProblem(await refresh(refreshToken, id), 'validation-failed')
})
