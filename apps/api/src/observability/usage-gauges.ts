import { type Tier, tenantQuotas } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { collectSafely, type Logger } from '@palisade/service'
import { Gauge, type Registry } from 'prom-client'

/** The number of tenants, and of keys, that have their own series. */
const most = 50

/** How long a reading is reused: each one sums the month of all tenants. */
const freshForMs = 60_000

type Options = {
  registry: Registry
  db: Pick<Database, 'readBusiestUsage'>
  /** The pseudonym that the logs also use. */
  pseudonymOf: (id: string) => string | undefined
  logger: Logger
  now?: () => number
}

/**
 * Measures this month's usage by class of limits: of the tenants that have used most of their plan, of the busiest keys, and of all
 * others together as `other`. Every node reports the same figures from the database, so queries take their `max`, not their sum.
 */
export function measureUsage({ registry, db, pseudonymOf, logger, now = Date.now }: Options): void {
  const registers = [registry]
  const collect = collectSafely(logger, () => readIfOld())
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `palisade_${name}`, help, labelNames, registers, collect })
  const tenantUnits = gauge('tenant_month_units', 'Units that a tenant has used this month', 'tenant', 'class')
  const tenantLimited = gauge('tenant_month_limited', 'Requests of a tenant refused by a limit', 'tenant', 'class')
  const keyUnits = gauge('key_month_units', 'Units that a key has used this month', 'tenant', 'key', 'class')
  const keyLimited = gauge('key_month_limited', 'Requests of a key refused by a limit', 'tenant', 'key', 'class')
  const quota = gauge('tenant_month_quota', 'Units that the plan of a tenant allows this month', 'tenant')
  const gauges = [tenantUnits, tenantLimited, keyUnits, keyLimited, quota]
  const nameOf = (id: string | null) => (id === null ? 'other' : (pseudonymOf(id) ?? 'other'))

  async function read(): Promise<void> {
    const { tenants, keys } = await db.readBusiestUsage({ most, quotas: tenantQuotas })
    for (const each of gauges) each.reset()
    for (const { tenantId, tier, class: name, units, limited } of tenants) {
      const tenant = nameOf(tenantId)
      tenantUnits.set({ tenant, class: name }, units)
      tenantLimited.set({ tenant, class: name }, limited)
      if (tier) quota.set({ tenant }, tenantQuotas[tier as Tier])
    }
    for (const { tenantId, callerId, class: name, units, limited } of keys) {
      const labels = { tenant: nameOf(tenantId), key: nameOf(callerId), class: name }
      keyUnits.set(labels, units)
      keyLimited.set(labels, limited)
    }
  }

  let readAt = Number.NEGATIVE_INFINITY

  async function readIfOld(): Promise<void> {
    if (now() - readAt < freshForMs) return
    await read()
    readAt = now()
  }
}
