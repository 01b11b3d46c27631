import { existsSync } from 'node:fs'
import { requestIdPattern } from '@palisade/contracts'
import { readCommandLine, refuseCommandLine } from '@palisade/service/command-line'
import { logOf } from './apps.ts'
import { LogStoreError, openStore } from './request-path/log-store.ts'
import { describePath, findRequest, openLog } from './request-path/request-path.ts'

const usage = 'npm run logs -- REQUEST_ID [--store URL]… [FILE…]'
const { names, values } = readCommandLine({
  usage,
  help: `Prints the log entries of one request in the order of the layers: edge, WAF, API, worker. The id is in the response
header X-Request-Id. Without a FILE it reads the logs of npm start; - reads standard input:
  docker compose logs --no-log-prefix | npm run logs -- REQUEST_ID -
--store reads a store of infra/observability/logs instead, such as http://127.0.0.1:9428; repeat it for a second one.`,
  options: { store: { type: 'string', multiple: true } },
  names: 'any',
})
const [requestId, ...given] = names
if (requestId === undefined) refuseCommandLine('missing: REQUEST_ID', usage)
if (!new RegExp(`^${requestIdPattern}$`).test(requestId))
  refuseCommandLine(`not an id of a request: ${requestId}`, usage)
const stores = (values.store ?? []).map(readStore)
const ownLogs = () => ['api', 'worker'].map(logOf).filter(file => existsSync(file))
const files = given.length > 0 || stores.length > 0 ? given : ownLogs()
if (files.length + stores.length === 0) end('npm start has written no log yet. Name the files, or a store')

try {
  const opened = await Promise.all(stores.map(store => openStore(store, requestId)))
  const entries = await findRequest(requestId, [...opened, ...files.map(openLog)])
  const places = [...stores.map(({ origin }) => origin), ...files].join(', ')
  if (entries.length === 0) end(`no line about ${requestId} in ${places}`)
  console.log(describePath(entries))
} catch (error) {
  if (error instanceof LogStoreError) end(error.message)
  const { code, path } = error as NodeJS.ErrnoException
  if (path === undefined) throw error
  end(`cannot read ${path}: ${code}`)
}

function readStore(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return refuseCommandLine(`--store must be the URL of a log store, not ${text}`, usage)
  return url
}

function end(why: string): never {
  console.error(why)
  process.exit(1)
}
