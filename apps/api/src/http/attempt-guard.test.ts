import { signInFailureLimits } from '@palisade/contracts'
import { createMemoryStore } from '@palisade/security/rate-limit'
import { describe, expect, test } from 'vitest'
import { type Attempt, type AttemptGuard, createAttemptGuards } from './attempt-guard.ts'

const owner = 'owner@acme.test'
const { limit: most } = signInFailureLimits.perAccountAndIp

const createGuard = (store = createMemoryStore()) => createAttemptGuards(store).passwords

const isJudged = async (guard: AttemptGuard, whose: Partial<Attempt>, isRight = false) =>
  'opened' in (await guard.attempt({ account: owner, ip: '192.0.2.1', ...whose }, async () => isRight || undefined))

/** Whether a wrong password is judged. */
const guess = (guard: AttemptGuard, whose: Partial<Attempt> = {}) => isJudged(guard, whose)

async function guessTimes(times: number, guard: AttemptGuard, whose: Partial<Attempt> = {}) {
  const outcomes: boolean[] = []
  for (let time = 0; time < times; time++) outcomes.push(await guess(guard, whose))
  return outcomes
}

describe('[S49] failed sign-ins', () => {
  test('stop one address at one account after five', async () => {
    expect(await guessTimes(6, createGuard())).toEqual([true, true, true, true, true, false])
  })

  test('do not lock the owner out at another address', async () => {
    const guard = createGuard()
    await guessTimes(6, guard)
    expect(await guess(guard, { ip: '192.0.2.2' })).toBe(true)
  })

  test('stop one address that tries many accounts', async () => {
    const guard = createGuard()
    const { limit } = signInFailureLimits.perIp
    for (let user = 0; user < limit; user++) expect(await guess(guard, { account: `user${user}@acme.test` })).toBe(true)
    expect(await guess(guard)).toBe(false)
  })

  test('from many addresses do not lock out a device on which the owner has signed in before', async () => {
    const guard = createGuard()
    const { limit } = signInFailureLimits.perAccount
    for (let host = 0; host < limit; host++) expect(await guess(guard, { ip: `198.51.100.${host}` })).toBe(true)
    expect(await guess(guard)).toBe(false)
    expect(await guess(guard, { device: 'of the owner' })).toBe(true)
  })

  test('from one device stop at a separate limit, whatever the addresses', async () => {
    const guard = createGuard()
    const { limit } = signInFailureLimits.perDevice
    const guessFrom = (host: number) => guess(guard, { ip: `198.51.100.${host}`, device: 'stolen' })
    for (let host = 0; host < limit; host++) expect(await guessFrom(host)).toBe(true)
    expect(await guessFrom(limit)).toBe(false)
  })

  test('from one IPv6 network are counted together', async () => {
    const guard = createGuard()
    for (let host = 0; host < most; host++) await guess(guard, { ip: `2001:db8:1:2::${host}` })
    expect(await guess(guard, { ip: '2001:db8:1:2:a:b:c:d' })).toBe(false)
    expect(await guess(guard, { ip: '2001:db8:1:3::1' })).toBe(true)
  })

  test('sent in parallel are judged five times', async () => {
    const guard = createGuard()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => guess(guard)))
    expect(outcomes.filter(Boolean)).toHaveLength(most)
  })

  test('stop counting after a quarter of an hour', async () => {
    let nowMs = Date.UTC(2026, 0, 1)
    const guard = createGuard(createMemoryStore({ now: () => nowMs }))
    expect((await guessTimes(6, guard)).at(-1)).toBe(false)
    nowMs += 2 * signInFailureLimits.perAccountAndIp.windowMs
    expect(await guess(guard)).toBe(true)
  })
})

describe('sign-ins that succeed', () => {
  const signIn = (guard: AttemptGuard, whose: Partial<Attempt> = {}) => isJudged(guard, whose, true)

  test('leave every limit as it was', async () => {
    const store = createMemoryStore()
    const guard = createGuard(store)
    const counted = new Map<string, number>()
    const { admit } = store
    store.admit = async request => {
      const admission = await admit(request)
      if (admission.ok) for (const { policy, remaining } of admission.limits) counted.set(policy.name, remaining)
      return admission
    }
    for (const device of [undefined, 'of the owner']) {
      for (let time = 0; time < 2 * signInFailureLimits.perAccount.limit; time++) {
        expect(await signIn(guard, { device })).toBe(true)
      }
    }
    expect(Object.fromEntries(counted)).toEqual({
      'sign-in-ip': signInFailureLimits.perIp.limit - 1,
      'sign-in-account-ip': most - 1,
      'sign-in-account': signInFailureLimits.perAccount.limit - 1,
      'sign-in-device': signInFailureLimits.perDevice.limit - 1,
    })
  })

  test('all succeed at once, of one user and of all users behind one address', async () => {
    const guard = createGuard()
    const ofOne = Array.from({ length: 4 * most }, () => signIn(guard))
    const ofAll = Array.from({ length: 2 * signInFailureLimits.perIp.limit }, (_, user) =>
      signIn(guard, { account: `user${user}@acme.test` }),
    )
    expect(await Promise.all([...ofOne, ...ofAll])).not.toContain(false)
  })

  test('wait for guesses under way, and are refused once five of them were wrong', async () => {
    const guard = createGuard()
    const judged = Promise.withResolvers<undefined>()
    const guesses = Array.from({ length: most }, () =>
      guard.attempt({ account: owner, ip: '192.0.2.1' }, () => judged.promise),
    )
    const waiting = signIn(guard)
    judged.resolve(undefined)
    expect(await Promise.all(guesses)).toEqual(Array(most).fill({ opened: undefined }))
    expect(await waiting).toBe(false)
  })

  test('wait in a bounded queue', async () => {
    const guard = createGuard()
    const judged = Promise.withResolvers<true>()
    const all = Array.from({ length: 200 }, () =>
      guard.attempt({ account: owner, ip: '192.0.2.1' }, () => judged.promise),
    )
    const settled = Promise.allSettled(all)
    await expect(all.at(-1)).rejects.toThrow(expect.objectContaining({ name: 'TooBusyError' }))
    judged.resolve(true)
    const statuses = (await settled).map(({ status }) => status)
    expect(statuses.filter(status => status === 'fulfilled')).toHaveLength(100 + most)
  })
})
