import { existsSync } from 'node:fs'
import { requestIdPattern } from '@palisade/contracts'
import { readCommandLine, refuseCommandLine } from '@palisade/service/command-line'
import { logOf } from './apps.ts'
import { describePath, findRequest, openLog } from './request-path/request-path.ts'

const usage = 'npm run logs -- REQUEST_ID [FILE…]'
const { names } = readCommandLine({
  usage,
  help: `Prints the log entries of one request in the order of the layers: edge, WAF, API, worker. The id is in the response
header X-Request-Id. Without a FILE it reads the logs of npm start; - reads standard input:
  docker compose logs --no-log-prefix | npm run logs -- REQUEST_ID -`,
  names: 'any',
})
const [requestId, ...given] = names
if (requestId === undefined) refuseCommandLine('missing: REQUEST_ID', usage)
if (!new RegExp(`^${requestIdPattern}$`).test(requestId))
  refuseCommandLine(`not an id of a request: ${requestId}`, usage)
const files = given.length > 0 ? given : ['api', 'worker'].map(logOf).filter(file => existsSync(file))
if (files.length === 0) end('npm start has written no log yet. Name the files')

try {
  const entries = await findRequest(requestId, files.map(openLog))
  if (entries.length === 0) end(`no line about ${requestId} in ${files.join(', ')}`)
  console.log(describePath(entries))
} catch (error) {
  const { code, path } = error as NodeJS.ErrnoException
  if (path === undefined) throw error
  end(`cannot read ${path}: ${code}`)
}

function end(why: string): never {
  console.error(why)
  process.exit(1)
}
