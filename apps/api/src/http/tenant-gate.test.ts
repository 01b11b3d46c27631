import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createTenantGate } from './tenant-gate.ts'

const code = (error: { code: string }) => error.code

const one = { running: 1, waiting: 1 }

test('one tenant’s costly requests leave room for those of others, and all together for other queries', async () => {
  const lines = { perTenant: { running: 2, waiting: 1 }, together: { running: 3, waiting: 0 } }
  const gate = createTenantGate({ policy: 'searches-at-once', ...lines })
  const open: (() => void)[] = []
  const search = (tenant: string) => gate(tenant, () => new Promise<string>(done => open.push(() => done('found'))))
  const running = [search('acme'), search('acme'), search('acme')]
  expect(await search('acme').catch(code)).toBe('quota-exceeded')
  running.push(search('globex'))
  expect(await search('initech').catch(code)).toBe('unavailable')
  await sleep(0)
  expect(open).toHaveLength(3)
  const finishAll = () => {
    for (const finish of open.splice(0)) finish()
  }
  const timer = setInterval(finishAll, 5)
  expect(await Promise.all(running)).toEqual(['found', 'found', 'found', 'found'])
  clearInterval(timer)
})

test('a tenant with many requests gets the same turns as a tenant with one', async () => {
  const lines = { perTenant: { running: 1, waiting: 9 }, together: { running: 1, waiting: 9 } }
  const gate = createTenantGate({ policy: 'searches-at-once', ...lines })
  const served: string[] = []
  const search = (tenant: string) => gate(tenant, async () => void served.push(tenant))
  await Promise.all(['acme', 'acme', 'acme', 'acme', 'globex'].map(search))
  expect(served.indexOf('globex')).toBe(1)
})

test('a failed request frees its slot too', async () => {
  const gate = createTenantGate({ policy: 'searches-at-once', perTenant: one, together: { running: 2, waiting: 1 } })
  const failing = gate('acme', () => Promise.reject(new Error('timeout')))
  await expect(failing).rejects.toThrow('timeout')
  expect(await gate('acme', async () => 'found')).toBe('found')
})

test('of one tenant, short requests pause as well, and those of another tenant go on', async () => {
  const lines = { perTenant: { running: 1, waiting: 1 }, together: { running: 1, waiting: 9 } }
  const gate = createTenantGate({ policy: 'searches-at-once', ...lines, pauseMs: 300 })
  await gate('acme', async () => 'found')
  const endMs = performance.now()
  const second = gate('acme', async () => performance.now() - endMs)
  expect(await gate('globex', async () => performance.now() - endMs)).toBeLessThan(300)
  expect(await second).toBeGreaterThan(290)
})

test('a request that has waited too long is refused, and takes no place later', async () => {
  const lines = { perTenant: { running: 1, waiting: 2 }, together: { running: 1, waiting: 2 } }
  const gate = createTenantGate({ policy: 'searches-at-once', ...lines, patienceMs: 100 })
  const { promise: end, resolve: finish } = Promise.withResolvers<void>()
  const running = gate('acme', () => end)
  const waiting = ['acme', 'acme', 'globex'].map(tenant => gate(tenant, async () => 'found').catch(code))
  expect(await Promise.all(waiting)).toEqual(['quota-exceeded', 'quota-exceeded', 'unavailable'])
  finish()
  await running
  // The place is free once it has been kept for as long again.
  await vi.waitFor(async () => expect(await gate('acme', async () => 'found').catch(code)).toBe('found'), 10_000)
})

test('a costly request keeps its slot for as long again, so that others get half of the database’s time', async () => {
  const gate = createTenantGate({ policy: 'searches-at-once', perTenant: one, together: { running: 2, waiting: 1 } })
  let tookMs = 0
  await gate('acme', async () => {
    const startMs = performance.now()
    await sleep(200)
    tookMs = performance.now() - startMs
  })
  const endMs = performance.now()
  await gate('globex', async () => 'another tenant does not wait')
  expect(performance.now() - endMs).toBeLessThan(tookMs)
  await gate('acme', async () => 'found')
  expect(performance.now() - endMs).toBeGreaterThan(tookMs * 0.9)
})
