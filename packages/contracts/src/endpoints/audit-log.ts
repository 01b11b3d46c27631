import { type Static, Type } from 'typebox'
import { auditActors, auditEventNames, auditObjects } from '../audit-events.ts'
import { declare } from '../endpoint.ts'
import { requestIdPattern } from '../log-ids.ts'
import { orderFileTypes } from '../order-file.ts'
import { fileOf, Id, Instant, idOf, pageOf, pageQuery, recordOf, strictObject } from './schemas.ts'

export const auditFileType = orderFileTypes.ndjson

/** Entries that one export answers. The next one goes on after the last of them. */
export const mostExported = 5_000

const Seq = Type.Integer({ minimum: 1, description: 'Its number in the tenant, from 1, without gaps', examples: [42] })

/** SHA-256 in hexadecimal. */
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', examples: ['9f86d081884c7d65'.repeat(4)] })

const Facts = recordOf(Type.String(), {
  description: 'Further facts of the event: ids and listed words, by name',
  examples: [{ from: 'member', to: 'admin' }],
})

export const AuditEntry = strictObject(
  {
    seq: Seq,
    tenantId: idOf('tenant'),
    at: Instant,
    event: Type.Enum(auditEventNames),
    actor: strictObject(
      {
        kind: Type.Enum([...auditActors]),
        id: Type.Union([Id, Type.Null()], {
          description: '`null` for commands on the machine and for the system',
        }),
      },
      { title: 'AuditActor' },
    ),
    object: Type.String({ ...Id, description: `The id of what the event is about: ${auditObjects.join(', ')}` }),
    requestId: Type.Union(
      [Type.String({ pattern: `^${requestIdPattern}$`, examples: ['0af7651916cd43dd8448eb211c80319c'] }), Type.Null()],
      {
        description: 'The id of the request, as in all logs; `null` outside a request',
      },
    ),
    facts: Facts,
    previousHash: Hash,
    hash: Type.String({ ...Hash, description: 'SHA-256 of all other fields as canonical JSON (RFC 8785)' }),
  },
  { title: 'AuditEntry' },
)

export type AuditEntry = Static<typeof AuditEntry>

const declaration = {
  method: 'GET',
  access: { scope: 'audit:read' },
  maxBodyBytes: 0,
  crossOrigin: true,
} as const

const list = declare({
  ...declaration,
  id: 'audit-log.list',
  path: '/api/audit-log',
  summary: 'List the audit trail of the tenant, page by page, the newest first',
  limit: 'read',
  request: {
    query: strictObject({
      event: Type.Optional(Type.Enum(auditEventNames)),
      actorId: Type.Optional(idOf('member or API key that acted')),
      happenedFrom: Type.Optional(Instant),
      happenedBefore: Type.Optional(Instant),
      ...pageQuery,
    }),
  },
  responses: { 200: pageOf(AuditEntry, 'AuditPage') },
})

const head = declare({
  ...declaration,
  id: 'audit-log.head',
  path: '/api/audit-log/head',
  summary:
    'Show the last entry of the chain. Keep its hash elsewhere: no earlier entry can change without changing it.',
  limit: 'read',
  request: {},
  responses: {
    200: strictObject(
      {
        seq: Type.Integer({ minimum: 0, description: 'How many entries the chain has' }),
        hash: Type.Union([Hash, Type.Null()], { description: '`null` while there is no entry' }),
        at: Type.Union([Instant, Type.Null()]),
      },
      { title: 'AuditHead' },
    ),
  },
})

const exportEntries = declare({
  ...declaration,
  id: 'audit-log.export',
  path: '/api/audit-log/export',
  summary:
    `Export the entries after \`after\`, oldest first, at most ${mostExported}, each as a line of canonical JSON. A response ` +
    'with fewer lines is the end of the chain.',
  limit: 'report',
  request: {
    query: strictObject({
      after: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'The `seq` of the last line so far',
        }),
      ),
    }),
  },
  responses: { 200: fileOf('One JSON object for each entry', [auditFileType]) },
})

export const auditLogEndpoints = [list, head, exportEntries] as const
