import { signInFailureLimits } from '@palisade/contracts'
import { createMemoryStore } from '@palisade/security/rate-limit'
import { describe, expect, test } from 'vitest'
import { createSignInGuard } from './attempt-guard.ts'

const owner = 'owner@acme.test'

async function failTimes(times: number, guard: ReturnType<typeof createSignInGuard>, ip: string, email = owner) {
  const outcomes: boolean[] = []
  for (let time = 0; time < times; time++) outcomes.push((await guard.tryOnce({ account: email, ip })).ok)
  return outcomes
}

describe('[S49] failed sign-ins', () => {
  test('stop one address at one account after five', async () => {
    const guard = createSignInGuard(createMemoryStore())
    expect(await failTimes(6, guard, '192.0.2.1')).toEqual([true, true, true, true, true, false])
  })

  test('do not lock the owner out at another address', async () => {
    const guard = createSignInGuard(createMemoryStore())
    await failTimes(6, guard, '192.0.2.1')
    expect((await guard.tryOnce({ account: owner, ip: '192.0.2.2' })).ok).toBe(true)
  })

  test('stop one address that tries many accounts', async () => {
    const guard = createSignInGuard(createMemoryStore())
    const { limit } = signInFailureLimits.perIp
    for (let user = 0; user < limit; user++) await guard.tryOnce({ account: `user${user}@acme.test`, ip: '192.0.2.1' })
    expect((await guard.tryOnce({ account: owner, ip: '192.0.2.1' })).ok).toBe(false)
  })

  test('from all over the world do not lock out a device on which the owner has signed in before', async () => {
    const guard = createSignInGuard(createMemoryStore())
    const { limit } = signInFailureLimits.perAccount
    for (let host = 0; host < limit; host++) await guard.tryOnce({ account: owner, ip: `198.51.100.${host}` })
    expect((await guard.tryOnce({ account: owner, ip: '192.0.2.1' })).ok).toBe(false)
    expect((await guard.tryOnce({ account: owner, ip: '192.0.2.1', device: 'of the owner' })).ok).toBe(true)
  })

  test('from one device stop at a limit of its own, from however many addresses', async () => {
    const guard = createSignInGuard(createMemoryStore())
    const { limit } = signInFailureLimits.perDevice
    const tryFrom = (host: number) => guard.tryOnce({ account: owner, ip: `198.51.100.${host}`, device: 'stolen' })
    for (let host = 0; host < limit; host++) expect((await tryFrom(host)).ok).toBe(true)
    expect((await tryFrom(limit)).ok).toBe(false)
  })

  test('from one IPv6 network are counted together', async () => {
    const guard = createSignInGuard(createMemoryStore())
    for (let host = 0; host < 5; host++) await guard.tryOnce({ account: owner, ip: `2001:db8:1:2::${host}` })
    expect((await guard.tryOnce({ account: owner, ip: '2001:db8:1:2:a:b:c:d' })).ok).toBe(false)
    expect((await guard.tryOnce({ account: owner, ip: '2001:db8:1:3::1' })).ok).toBe(true)
  })

  test('sent all at once are counted all the same', async () => {
    const guard = createSignInGuard(createMemoryStore())
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => guard.tryOnce({ account: owner, ip: '192.0.2.1' })),
    )
    expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(5)
  })

  test('are over after a quarter of an hour', async () => {
    let nowMs = Date.UTC(2026, 0, 1)
    const guard = createSignInGuard(createMemoryStore({ now: () => nowMs }))
    await failTimes(6, guard, '192.0.2.1')
    nowMs += 2 * signInFailureLimits.perAccountAndIp.windowMs
    expect((await guard.tryOnce({ account: owner, ip: '192.0.2.1' })).ok).toBe(true)
  })
})

test('a sign-in that succeeds costs nothing', async () => {
  const guard = createSignInGuard(createMemoryStore())
  for (let time = 0; time < 50; time++) {
    expect((await guard.tryOnce({ account: owner, ip: '192.0.2.1' })).ok).toBe(true)
    await guard.giveBack({ account: owner, ip: '192.0.2.1' })
  }
})
