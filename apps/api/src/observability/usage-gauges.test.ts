import type { BusiestUsage } from '@palisade/db'
import { createLogger } from '@palisade/service'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { measureUsage } from './usage-gauges.ts'

const counted = { units: 30, limited: 2, class: 'read' }

function measure(readings: (() => Promise<BusiestUsage>)[]) {
  const registry = new Registry()
  const clock = { now: 0 }
  const lines: string[] = []
  measureUsage({
    registry,
    db: { readBusiestUsage: () => readings.shift()?.() ?? Promise.reject(new Error('no other reading is expected')) },
    pseudonymOf: id => `sub_${id}`,
    logger: createLogger({
      service: 'api',
      level: 'info',
      hashKey: new Uint8Array(32),
      destination: { write: line => void lines.push(line) },
    }),
    now: () => clock.now,
  })
  return { registry, clock, lines }
}

test('[S88] the use of the busiest tenants and keys is shown by pseudonym, and of the rest together', async () => {
  const { registry } = measure([
    async () => ({
      tenants: [
        { ...counted, tenantId: 'acme', tier: 'free' },
        { ...counted, tenantId: null, tier: null, units: 7 },
      ],
      keys: [{ ...counted, tenantId: 'acme', callerId: 'key-1', units: 20 }],
    }),
  ])
  // The first scrape has it already, and those of the next minute ask nobody.
  for (let scrape = 0; scrape < 2; scrape++) {
    expect((await registry.metrics()).split('\n').filter(line => line && !line.startsWith('#'))).toEqual([
      'palisade_tenant_month_units{tenant="sub_acme",class="read"} 30',
      'palisade_tenant_month_units{tenant="other",class="read"} 7',
      'palisade_tenant_month_limited{tenant="sub_acme",class="read"} 2',
      'palisade_tenant_month_limited{tenant="other",class="read"} 2',
      'palisade_key_month_units{tenant="sub_acme",key="sub_key-1",class="read"} 20',
      'palisade_key_month_limited{tenant="sub_acme",key="sub_key-1",class="read"} 2',
      'palisade_tenant_month_quota{tenant="sub_acme"} 100000',
    ])
  }
})

test('[S88] without the database the other metrics are answered, and the last reading stays', async () => {
  const tenants = [{ ...counted, tenantId: 'acme', tier: 'free' }]
  const away = () => Promise.reject(new Error('away'))
  const { registry, clock, lines } = measure([away, async () => ({ tenants, keys: [] }), away])
  expect(await registry.metrics()).not.toContain('sub_acme')
  expect(lines.join('')).toContain('metric.unread')
  expect(await registry.metrics()).toContain('palisade_tenant_month_units{tenant="sub_acme",class="read"} 30')
  clock.now = 60_000
  expect(await registry.metrics()).toContain('palisade_tenant_month_units{tenant="sub_acme",class="read"} 30')
})
