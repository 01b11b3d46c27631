import { mostUsageCallers, type RequestOf, type ResponseOf } from '@palisade/contracts'
import { people, type TenantQueries, type UsageSums } from '@palisade/db'
import { daysUntilToday, hoursUntilNow } from '../../http/days.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { createTenantGate } from '../../http/tenant-gate.ts'

type Usage = ResponseOf<'usage.read'>

type Period = NonNullable<NonNullable<RequestOf<'usage.read'>['query']>['period']>

/** Reading usage takes a second at most. */
const readsAtOnce = {
  policy: 'usage-at-once',
  perTenant: { running: 1, waiting: 4 },
  together: { running: 2, waiting: 8 },
}

export function usageHandlers(): Handlers<EndpointsOf<'usage'>> {
  const inTurn = createTenantGate(readsAtOnce)
  return {
    'usage.read': request => {
      const { period = '24-hours', callerId } = request.query
      return inTurn(request.caller.tenantId, () => request.readInTenant(db => readUsage(db, period, callerId)))
    },
  }
}

async function readUsage(db: TenantQueries, period: Period, callerId: string | undefined): Promise<Usage> {
  const unit = period === '24-hours' ? 'hour' : 'day'
  const { from, before } = period === '24-hours' ? hoursUntilNow(24) : daysUntilToday(period)
  const [times, callers] = await Promise.all([
    db.usageOverTime({ unit, from, callerId }),
    db.usageByCaller({ unit, from, callerId }, mostUsageCallers),
  ])
  const keys = await findKeys(
    db,
    callers.map(caller => caller.callerId),
  )
  return {
    unit,
    from: from.toISOString(),
    before: before.toISOString(),
    times: times.map(({ at, class: name, ...sums }) => {
      return { at: at.toISOString(), class: name as Usage['times'][number]['class'], ...describe(sums) }
    }),
    callers: callers.map(({ callerKind: kind, callerId: id, ...sums }) => {
      const key = keys.get(id)
      const whose = {
        id: id === people ? null : id,
        name: key?.name ?? null,
        serviceAccount: key?.serviceAccount ?? null,
      }
      return { kind, ...whose, ...describe(sums) }
    }),
  }
}

/** The keys of callers, by id: of both kinds, revoked ones too. */
async function findKeys(db: TenantQueries, ids: readonly string[]) {
  const query = {
    where: { tenantId: db.tenantId, id: { in: [...ids] } },
    select: { id: true, name: true, serviceAccount: { select: { id: true, name: true } } },
  }
  const [apiKeys, clientKeys] = await Promise.all([db.apiKey.findMany(query), db.clientKey.findMany(query)])
  return new Map([...apiKeys, ...clientKeys].map(key => [key.id, key]))
}

function describe({ requests, units, unauthenticated, forbidden, limited }: UsageSums) {
  return { requests, units, refused: { unauthenticated, forbidden, limited } }
}
