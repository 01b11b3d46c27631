import { expect, test } from 'vitest'
import { createSearchGate } from './search-gate.ts'

const code = (error: { code: string }) => error.code

test('one tenant’s searches leave room for those of others, and all together for other queries', async () => {
  const gate = createSearchGate({ perTenant: 2, together: 3 })
  const waiting: (() => void)[] = []
  const search = (tenant: string) => gate(tenant, () => new Promise<string>(done => waiting.push(() => done('found'))))
  const running = [search('acme'), search('acme')]
  expect(await search('acme').catch(code)).toBe('unavailable')
  running.push(search('globex'))
  expect(await search('initech').catch(code)).toBe('unavailable')
  for (const finish of waiting) finish()
  expect(await Promise.all(running)).toEqual(['found', 'found', 'found'])
})

test('a search that fails makes room too', async () => {
  const gate = createSearchGate({ perTenant: 1, together: 1 })
  const failing = gate('acme', () => Promise.reject(new Error('timeout')))
  await expect(failing).rejects.toThrow('timeout')
  expect(await gate('acme', async () => 'found')).toBe('found')
})
