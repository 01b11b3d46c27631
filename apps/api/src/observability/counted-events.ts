import { auditEvents } from '@palisade/contracts'
import { securityEvents } from './security-log.ts'

/** Events of refused requests, and of stores and keys that fail. */
const layerEvents = [
  'access.refused',
  'answer.withheld',
  'api-key.refused',
  'database.unavailable',
  'error',
  'header.unknown',
  'keys.unreadable',
  'limit.reached',
  'limit.unavailable',
  'not-ready',
  'origin.refused',
  'redis.error',
  'request.refused',
  'tenant.unknown',
  'token.refused',
  'usage.lost',
  'waf-log.refused',
] as const

/** The events whose counters start at 0, so alerts see the first one. */
export const countedEvents: readonly string[] = [...layerEvents, ...securityEvents, ...Object.keys(auditEvents)]
