import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase } from '@palisade/db'
import { loadKeyRing, signingSince } from '@palisade/security/jwt'
import {
  abusePenalty,
  abusePenaltyScale,
  clientNetwork,
  createAdmission,
  createMemoryStore,
  createRedisStore,
} from '@palisade/security/rate-limit'
import {
  connectRedis,
  createChanges,
  createLogger,
  createMeasured,
  createPseudonyms,
  readConfigOrExit,
  serveMetrics,
  startTracing,
} from '@palisade/service'
import { createAccessChangeRelay } from './access/access-change-relay.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { createAbuseScores } from './layers/abuse-score.ts'
import { countedEvents } from './observability/counted-events.ts'
import { createMetrics, measureSigningKey } from './observability/metrics.ts'
import { createSecurityMeter } from './observability/security-meter.ts'
import { traceStore } from './observability/trace-store.ts'
import { measureUsage } from './observability/usage-gauges.ts'
import { createUsageMeter } from './observability/usage-meter.ts'
import { receiveWafBlocks } from './observability/waf-log/receive-waf-blocks.ts'
import type { WafBlock } from './observability/waf-log/waf-blocks.ts'

/** How long open requests may take to finish when the process stops. */
const finishMs = 10_000

const config = readConfigOrExit(readConfig)
const measured = config.metrics && createMeasured(countedEvents)
const logger = createLogger({
  service: 'api',
  level: config.logLevel,
  hashKey: config.logHashKey,
  onEvent: measured?.countEvent,
})
const metrics = measured && createMetrics(measured.registry)
const tracing =
  config.traces && (await startTracing({ ...config.traces, service: 'api', registry: measured?.registry }))
const db = createDatabase(config.databaseUrl, { onAnnounced: announced => accessChanges.deliver(announced) })
const keys = await loadKeyRing({
  folder: config.keysFolder,
  onChange: kids => logger.info({ event: 'keys.changed', ...kids }, 'signing keys changed'),
  onReloadError: err =>
    logger.error({ event: 'keys.unreadable', err }, 'signing keys not reloaded, using the previous ones'),
})
const redis = config.redis && connectRedis(config.redis, logger)
const admission = createAdmission({
  store: redis
    ? traceStore(createRedisStore({ redis, penalty: abusePenaltyScale }))
    : createMemoryStore({ penalty: abusePenaltyScale }),
  onEvent: event => {
    // One for each request that was decided without the store: the metrics count them.
    if (event.type !== 'local') {
      const { cause: err, ...facts } = { cause: undefined, ...event }
      logger.warn({ event: `limit.${event.type}`, ...facts, err }, `limit store ${event.type}`)
    }
    metrics?.admissionEvent(event)
  },
})
const changes = createChanges({ redis, logger })
const accessChanges = createAccessChangeRelay({ db, admission, changes, logger })
const abuse = createAbuseScores(admission)
const usage = createUsageMeter({ db, logger })
const alarms = createSecurityMeter({ db, logger })
let closing = false
const isClosing = () => closing
const parts = { config, db, keys, admission, changes, abuse, metrics, tracing, usage, alarms, logger, isClosing }
const app = await createApp(parts)

if (metrics) {
  measureSigningKey(metrics.registry, logger, () => signingSince(config.keysFolder))
  measureUsage({ registry: metrics.registry, db, pseudonymOf: createPseudonyms(config.logHashKey), logger })
}

await accessChanges.start()
await app.listen({ host: config.host, port: config.port })
const wafLog =
  config.wafLog && (await receiveWafBlocks({ address: config.wafLog, redis, logger, onBlock: penalizeBlocked }))
const metricsServer = measured && config.metrics && (await serveMetrics(measured, config.metrics))

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(signal))

function penalizeBlocked({ ip }: WafBlock): void {
  alarms.count('waf-blocked')
  abuse.add(clientNetwork(ip), abusePenalty('waf-block'))
}

async function stop(signal: string): Promise<void> {
  if (closing) return
  closing = true
  logger.info({ event: 'stopping', signal, drainMs: config.drainMs }, 'stopping')
  await sleep(config.drainMs)
  const timer = setTimeout(() => {
    logger.error({ event: 'stopped' }, 'stopped before all requests finished')
    process.exit(1)
  }, finishMs)
  wafLog?.close()
  await app.close()
  // A database or collector that is away loses the last seconds, and does not hold up the end.
  await Promise.race([Promise.allSettled([usage.close(), alarms.close(), tracing?.close()]), sleep(finishMs / 5)])
  metricsServer?.close()
  accessChanges.close()
  await Promise.allSettled([admission.close(), changes.close(), db.close(), redis?.quit(), keys.close?.()])
  clearTimeout(timer)
  logger.info({ event: 'stopped' }, 'stopped')
  process.exit(0)
}
