import pg from 'pg'
import { type LogPipeline, startLogPipeline } from './native/index.ts'
import type { Target } from './targets/target.ts'

/** Starts the shipper, the collector and the stores for the logs of a target. */
export function shipLogs(logs: NonNullable<Target['logs']>): Promise<LogPipeline> {
  return startLogPipeline({
    'palisade/access.log': logs.access,
    'palisade/audit.log': logs.audit,
    'palisade/api.log': logs.api,
    'palisade/worker.log': logs.worker,
    'postgresql/main.log': logs.database,
    'redis/main.log': logs.redis,
  })
}

/** Emails (not versions of packages in a stack), tokens of three parts, API keys, and tokens of sessions and links. */
const formats = [/[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}/gi, /eyJ[\w-]+\.[\w-]+/g, /pk_\w{20,}/g, /[\w-]{43,}/g]

/** The shipper masks what the WAF quotes with x and 0. */
const isMasked = (text: string) => !/[a-wyz1-9]/i.test(text)

/**
 * Searches the stores for what no log may contain.
 * @param secrets the passwords and other texts that the traffic used
 * @param databaseUrl of the owner, for the names of all people. A name of one word may be a word of a log as well.
 * @returns everything that was found
 */
export async function findSecrets(
  { stores }: LogPipeline,
  databaseUrl: string,
  secrets: readonly string[],
): Promise<string[]> {
  const entries = await Promise.all(Object.values(stores).map(store => store.query('*')))
  const text = entries.flatMap(found => found.map(({ _msg }) => _msg)).join('\n')
  const lowered = text.toLowerCase()
  const names = (await findNames(databaseUrl)).filter(name => name.includes(' '))
  return [
    ...formats.flatMap(format => text.match(format) ?? []).filter(found => !isMasked(found)),
    ...[...secrets, ...names].filter(secret => lowered.includes(secret.toLowerCase())),
  ]
}

async function findNames(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const { rows } = await client.query<{ name: string }>('SELECT name FROM users UNION SELECT customer_name FROM orders')
  await client.end()
  return rows.map(({ name }) => name)
}
